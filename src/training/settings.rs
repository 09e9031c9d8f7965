//! The settings of a training run.

use super::table::{
    Control, CriticInput, Framing, MatchingBy, Objective, PenaltyOf, Schedule, choice, count, number, settings_table,
};
use crate::{
    error::{Error, Result},
    pictures::{Kind, NAMES, NATURAL, Ranges, Role, Roles, Source, Split},
};

settings_table! {
    /// Settings of a training run. The defaults are the recipe of pretraining; docs/results.md says how it was found.
    Settings {
        /// Seed of everything random: the same seed, device and settings give the same run.
        seed: u64 = 1, count(0, u32::MAX as u64), "seed";
        /// Optimiser steps.
        steps: u64 = 1000, count(1, 10_000_000), "steps";
        /// Pairs of views in a step.
        batch: usize = 256, count(2, 4096), "batch size";
        /// Largest learning rate.
        learning_rate: f64 = 2e-3, number(0.0, 1.0), "learning rate";
        /// Steps over which the learning rate rises from zero. In a run of fewer steps the usual numbers, 50 and 10, mean all of
        /// them.
        learning_rate_warm_up: u64 = 50, count(0, 10_000_000), "learning rate warm-up";
        /// How the learning rate goes on after its warm-up: along a cosine to zero, or constant.
        schedule: Schedule = Schedule::Cosine, choice(Schedule::WORDS), "schedule";
        /// Decoupled weight decay (AdamW).
        weight_decay: f64 = 1e-4, number(0.0, 1.0), "weight decay";
        /// What is minimised: NT-Xent, by which each view must find its partner among all others; the skew Rényi objective, which
        /// forgives pairs of views that have nothing in common; or, without negatives, how well each view predicts what a slow
        /// copy of the network makes of the other.
        objective: Objective = Objective::NtXent, choice(Objective::WORDS), "objective";
        /// Temperature of the objective: the lower, the more the hardest negatives count. The Rényi objective is made for 0.5.
        temperature: f64 = 0.1, number(1e-3, 10.0), "temperature";
        /// Order of the Rényi objective, gamma: the higher, the more the pairs count that are most alike.
        renyi_order: f64 = 2.0, number(1.01, 10.0), "Rényi order";
        /// Skew of the Rényi objective, alpha: the share of the pairs themselves among what they are compared with. It bounds
        /// what the objective can gain by a pair.
        renyi_skew: f64 = 1.0 / 65_536.0, number(1e-9, 0.5), "Rényi skew";
        /// Momentum of the slow copy, without negatives: what share of it stays at each step.
        slow_copy: f64 = 0.996, number(0.0, 1.0), "slow copy";
        /// What the critic is given: the representation in units of its spread over the batch, in units of its power, or as it is.
        critic_input: CriticInput = CriticInput::Standardised, choice(CriticInput::WORDS), "critic input";
        /// Pictures added to each pair as opposites: the first view with one factor of interest moved by 10 to 30 % of its range.
        contrasts: usize = 0, count(0, 4), "contrasts";
        /// Weight of the gradient penalty, lambda.
        lambda: f64 = 0.0, number(0.0, 1.0), "lambda";
        /// First step at which lambda is above zero.
        lambda_from: u64 = 200, count(0, 10_000_000), "lambda rises from";
        /// First step at which lambda is whole; linear between.
        lambda_whole_at: u64 = 400, count(0, 10_000_000), "lambda whole at";
        /// What the penalty is taken of: the plain representation, as in the paper, or the one standardised over the batch.
        penalty_of: PenaltyOf = PenaltyOf::Plain, choice(PenaltyOf::WORDS), "penalty of";
        /// Upper bound of each view's penalty.
        penalty_clip: f64 = 1000.0, number(1e-6, 1e9), "penalty clip";
        /// Weight of the matching of distributions: for each nuisance the half of the batch with its smaller values must look
        /// like the half with its larger ones. It needs no derivative by the nuisance.
        matching: f64 = 0.0, number(0.0, 100.0), "matching";
        /// What tells the halves apart: the maximum mean discrepancy, or their means and covariances (CORAL).
        matching_by: MatchingBy = MatchingBy::Mmd, choice(MatchingBy::WORDS), "matching by";
        /// Weight of the prediction of changes: from both views' representations a head tells how the equivariant factors have
        /// moved, and how the picture is turned or reflected where that is equivariant.
        prediction: f64 = 0.0, number(0.0, 100.0), "prediction";
        /// Weight of the isometry: what is equivariant changes alike in a part of the batch, and the inner products of that part's
        /// representations must stay.
        isometry: f64 = 0.0, number(0.0, 100.0), "isometry";
        /// Which pictures it learns from: in the published ones each row is divided by its own maximum.
        pictures: Kind = NATURAL.into(), choice(NAMES), "pictures";
        /// Whether the views of a photograph also differ in what has no derivative: a random crop, a reflection, and sometimes no
        /// colour at all. What is measured does not.
        framing: Framing = Framing::Random, choice(Framing::WORDS), "crop, flip and grey";
        /// What is nuisance: in the paper's split six of the ten factors; in the drawing's also the hand, with its flaws.
        split: Split = Split::Paper, choice(Split::NAMES), "split";
        /// Which factors are of interest, to be kept, which are nuisance, to be forgotten, and which are fixed, where it is
        /// not as in the split.
        roles: Roles = Roles::default(), Control::Roles, "factors";
        /// What turns by quarters and reflections of the whole picture are: fixed, the same in both views (interest), to be
        /// forgotten (nuisance), or to be followed (equivariant).
        symmetry: Role = Role::Fixed, choice(Role::NAMES), "turns and reflections";
        /// From where to where a factor is drawn, where that is not its whole range.
        ranges: Ranges = Ranges::default(), Control::Ranges, "ranges";
        /// How far the views of a batch differ: the range of each nuisance becomes so many times as long about its middle, as
        /// far as it can be drawn. What is measured afterwards keeps the usual ranges.
        view_strength: f64 = 1.0, number(0.0, 4.0), "view strength";
    }
}

impl Settings {
    /// The defaults of a short run from trained weights: a smaller rate, and lambda from the first steps on.
    pub fn fine_tuning() -> Self {
        Self {
            steps: 200,
            batch: 64,
            learning_rate: 5e-4,
            learning_rate_warm_up: 10,
            lambda: 0.1,
            lambda_from: 0,
            lambda_whole_at: 20,
            ..Self::default()
        }
    }

    /// Checks every setting.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] or [`Error::Invalid`] naming the first setting that is refused.
    pub fn check(&self) -> Result<()> {
        self.check_bounds()?;
        let warm_up = self.learning_rate_warm_up;
        if warm_up > self.steps && !self.has_usual_warm_up() {
            return Err(Error::Invalid {
                field: "learning_rate_warm_up".to_owned(),
                reason: format!(
                    "the learning rate would rise over {warm_up} steps, but the run has {} (steps).",
                    self.steps
                ),
            });
        }
        if self.lambda_from > self.lambda_whole_at {
            return Err(Error::Invalid {
                field: "lambda_whole_at".to_owned(),
                reason: format!(
                    "lambda would be whole at step {}, before it begins to rise at step {}.",
                    self.lambda_whole_at, self.lambda_from
                ),
            });
        }
        let batches = self.batches()?;
        let needs = |field: &str, reason: &str| {
            Err(Error::Invalid { field: field.to_owned(), reason: format!("must be 0 here: {reason}") })
        };
        if self.contrasts > 0 && batches.contrasted().is_empty() {
            return needs("contrasts", "every factor of interest has one value only, so none can be moved.");
        }
        if self.matching > 0.0 && batches.varying().is_empty() {
            return needs("matching", "every nuisance has one value only, so none splits a batch.");
        }
        if self.contrasts > 0 && self.objective == Objective::NoNegatives {
            return needs("contrasts", "the objective knows no opposites.");
        }
        for (field, weight) in [("prediction", self.prediction), ("isometry", self.isometry)] {
            if weight > 0.0 && !batches.has_equivariant() {
                return needs(field, "nothing is equivariant, neither a factor nor turns and reflections.");
            }
        }
        Ok(())
    }

    /// What the run's batches are drawn from: [`source`](Self::source) with views of the settings' strength and framing.
    ///
    /// # Errors
    /// As [`source`](Self::source).
    pub fn batches(&self) -> Result<Source> {
        let source = self.source()?.with_view_strength(self.view_strength);
        Ok(source.with_framing(self.framing == Framing::Random))
    }

    /// The pictures that the run learns to read, as they are measured: with views of the usual strength.
    ///
    /// # Errors
    /// What [`Source::new`] and [`Source::with_ranges`] refuse.
    pub fn source(&self) -> Result<Source> {
        let roles = self.split.roles(self.pictures.factors(), &self.roles);
        Ok(Source::new(self.pictures.clone(), &roles)?.with_ranges(&self.ranges)?.with_symmetry(self.symmetry))
    }

    /// These settings with pictures of the same kind whose things are at hand.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `pictures` where the kind is another one.
    pub fn with_pictures(&self, pictures: &Kind) -> Result<Self> {
        if self.pictures == *pictures {
            return Ok(Self { pictures: pictures.clone(), ..self.clone() });
        }
        let reason = format!("must be {}, not {}.", self.pictures.name(), pictures.name());
        Err(Error::Invalid { field: "pictures".to_owned(), reason })
    }

    /// These settings but for some, by their keys: what an arm overrides.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a key that is not a setting, or a value that it cannot have.
    pub fn with(&self, overrides: &serde_json::Map<String, serde_json::Value>) -> Result<Self> {
        let invalid =
            |error: serde_json::Error| Error::Invalid { field: "settings".to_owned(), reason: error.to_string() };
        let mut all = serde_json::to_value(self).map_err(invalid)?;
        if let Some(all) = all.as_object_mut() {
            // They may be of a kind that files cannot name.
            all.remove("pictures");
            all.extend(overrides.clone());
        }
        let settings: Self = serde_json::from_value(all).map_err(invalid)?;
        // The same kind has its things here.
        let is_same = !overrides.contains_key("pictures") || settings.pictures == self.pictures;
        Ok(if is_same { Self { pictures: self.pictures.clone(), ..settings } } else { settings })
    }

    /// Checks that a run with these settings is, up to `step`, the run with the `others`: so that one can branch off the
    /// other there. Only lambda and what goes with it may differ, and only as long as it has not acted.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming what differs.
    pub fn check_same_until(&self, others: &Settings, step: u64) -> Result<()> {
        let refuse = |field: &str, reason: &str| {
            Err(Error::Invalid { field: field.to_owned(), reason: format!("a branch at step {step} {reason}") })
        };
        let [has_penalty, others_have] =
            [self, others].map(|settings| (0..step).any(|at| settings.lambda_at(at) > 0.0));
        if has_penalty || others_have {
            return refuse("lambda_from", "needs lambda to be zero before, in both runs.");
        }
        let with_lambda = self.clone().with_penalty_of(others);
        if with_lambda.is_same_run(others)? {
            Ok(())
        } else {
            refuse("settings", "may differ from the other run in lambda alone.")
        }
    }

    /// Whether runs with these settings and with the others are the same: what belongs to a part that does not act makes no
    /// difference, and neither do several ways to write the same roles and ranges.
    ///
    /// # Errors
    /// What [`source`](Self::source) refuses.
    pub fn is_same_run(&self, others: &Settings) -> Result<bool> {
        let (acting, others_acting) = (self.acting(), others.acting());
        Ok(acting == others_acting && self.batches()? == others.batches()? && self.source()? == others.source()?)
    }

    /// The settings that act, with the usual ones for all others and for what the sources of two runs tell.
    fn acting(&self) -> Self {
        let usual = Self::default();
        let Self { split, roles, ranges, view_strength, symmetry, framing, .. } = usual;
        let Self { renyi_order, renyi_skew, matching_by, temperature, slow_copy, .. } = usual;
        let mut acting = Self { split, roles, ranges, view_strength, symmetry, framing, ..self.clone() };
        match self.objective {
            Objective::NoNegatives => acting.temperature = temperature,
            _ => acting.slow_copy = slow_copy,
        }
        if self.objective != Objective::Renyi {
            acting = Self { renyi_order, renyi_skew, ..acting };
        }
        if self.matching == 0.0 {
            acting = Self { matching_by, ..acting };
        }
        if self.lambda == 0.0 || self.lambda_from >= self.steps {
            acting = acting.with_penalty_of(&Self::default());
        }
        acting
    }

    /// These settings with the others' lambda, and what goes with it.
    fn with_penalty_of(self, others: &Settings) -> Self {
        let Self { lambda, lambda_from, lambda_whole_at, penalty_of, penalty_clip, .. } = *others;
        Self { lambda, lambda_from, lambda_whole_at, penalty_of, penalty_clip, ..self }
    }

    /// Whether the warm-up is one that nobody chose: it fits itself to a short run.
    fn has_usual_warm_up(&self) -> bool {
        [Self::default(), Self::fine_tuning()]
            .map(|usual| usual.learning_rate_warm_up)
            .contains(&self.learning_rate_warm_up)
    }

    /// The learning rate at a step.
    pub fn learning_rate_at(&self, step: u64) -> f64 {
        let warm_up = self.learning_rate_warm_up.min(self.steps);
        if step < warm_up {
            return self.learning_rate * (step + 1) as f64 / warm_up as f64;
        }
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => {
                let progress = (step - warm_up) as f64 / self.steps.saturating_sub(warm_up).max(1) as f64;
                self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * progress.min(1.0)).cos())
            }
        }
    }

    /// Lambda at a step.
    pub fn lambda_at(&self, step: u64) -> f64 {
        let (from, whole_at) = (self.lambda_from, self.lambda_whole_at);
        if step >= whole_at {
            self.lambda
        } else if step < from {
            0.0
        } else {
            self.lambda * (step - from) as f64 / (whole_at - from) as f64
        }
    }
}
