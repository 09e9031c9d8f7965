//! Verdicts: whether what an experiment measured is what it expected.
//!
//! Arms of one seed share their first weights and their batches, so they are compared seed by seed. The interval is Student's
//! for the mean of these differences: from one set of seeds to the next it holds the true mean 95 times in 100 where the
//! differences are normally distributed. What it says is about these seeds' spread alone, and with several comparisons
//! in a file one of them may fall outside by luck.

use serde::{Deserialize, Serialize};

use super::{
    comparison::{Comparison, Direction, Other},
    results::Results,
    sentences::{Found, Missing, whole},
};
use crate::fine_tuning::Spread;

/// The 97.5 % quantiles of Student's t distribution by degrees of freedom, from 1: half of a 95 % interval, in standard errors.
const STUDENT: [f64; 7] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365];

/// Most seeds of an experiment: as many as there are quantiles for.
pub const MOST_SEEDS: u64 = STUDENT.len() as u64 + 1;

/// By how much of the other's mean a quantity may differ and still count as equal, no larger or no smaller.
pub const MARGIN: f64 = 0.1;

/// Whether what was expected was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Verdict {
    /// The whole interval says so.
    #[serde(rename = "holds")]
    Holds,
    /// The whole interval says otherwise.
    #[serde(rename = "does not hold")]
    DoesNotHold,
    /// Neither.
    #[serde(rename = "undecided")]
    Undecided,
}

impl Verdict {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::DoesNotHold => "does not hold",
            Self::Undecided => "undecided",
        }
    }
}

/// One comparison with what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Judged {
    /// The quantity.
    pub quantity: String,
    /// The arm's name.
    pub arm: String,
    /// What it is compared with.
    pub than: Other,
    /// What was expected.
    pub expected: Direction,
    /// Mean over the seeds of the arm's value minus the other's; none where no seed has both.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub difference: Option<f64>,
    /// Lower end of the 95 % interval of that mean; none of fewer than two seeds.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub lower: Option<f64>,
    /// Its upper end.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | null"))]
    pub upper: Option<f64>,
    /// How many seeds have both values.
    pub seeds: usize,
    /// Whether the expectation holds.
    pub verdict: Verdict,
    /// All of this as a sentence.
    pub sentence: String,
}

/// The verdict of a whole experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Judgement {
    /// The comparisons, in the order of the file.
    pub comparisons: Vec<Judged>,
    /// Does not hold where one of them does not, else undecided where one of them is, else holds.
    pub verdict: Verdict,
    /// In a sentence.
    pub sentence: String,
}

/// The 95 % interval of the mean of some numbers; none of fewer than two, or of more than there are quantiles for.
pub fn interval(values: &[f64]) -> Option<(f64, f64)> {
    let Spread { mean, deviation } = Spread::of(values)?;
    let quantile = values.len().checked_sub(2).and_then(|index| STUDENT.get(index))?;
    let half = quantile * deviation? / (values.len() as f64).sqrt();
    Some((mean - half, mean + half))
}

/// Judges results by what was expected.
pub fn judge(results: &Results, compared: &[Comparison]) -> Judgement {
    let comparisons: Vec<_> = compared.iter().map(|comparison| judge_one(results, comparison)).collect();
    let count = |verdict| comparisons.iter().filter(|judged| judged.verdict == verdict).count();
    let [holds, fails, undecided] = [Verdict::Holds, Verdict::DoesNotHold, Verdict::Undecided].map(count);
    let verdict = match (fails, undecided) {
        (0, 0) => Verdict::Holds,
        (0, _) => Verdict::Undecided,
        _ => Verdict::DoesNotHold,
    };
    let sentence = whole(verdict, [holds, fails, undecided]);
    Judgement { comparisons, verdict, sentence }
}

fn judge_one(results: &Results, comparison: &Comparison) -> Judged {
    let Pairs { differences, others, missing } = Pairs::of(results, comparison);
    let difference = Spread::of(&differences).map(|spread| spread.mean);
    let interval = interval(&differences);
    let margin = Spread::of(&others).map_or(0.0, |spread| MARGIN * spread.mean.abs());
    let verdict = match interval {
        Some(interval) if differences.len() == results.seeds() => verdict(comparison.expected, interval, margin),
        _ => Verdict::Undecided,
    };
    let found = Found { verdict, difference, interval, margin, seeds: differences.len(), missing };
    Judged {
        quantity: comparison.quantity.clone(),
        arm: comparison.arm.clone(),
        than: comparison.than.clone(),
        expected: comparison.expected,
        difference,
        lower: interval.map(|(lower, _)| lower),
        upper: interval.map(|(_, upper)| upper),
        seeds: differences.len(),
        verdict,
        sentence: found.sentence(comparison, &results.arms),
    }
}

/// Whether an interval of differences, the arm's value minus the other's, lies where it is expected.
fn verdict(expected: Direction, (lower, upper): (f64, f64), margin: f64) -> Verdict {
    let (holds, fails) = match expected {
        Direction::Smaller => (upper < 0.0, lower > 0.0),
        Direction::Larger => (lower > 0.0, upper < 0.0),
        // With the ends: two arms that are exactly alike are no larger than each other, whatever the margin.
        Direction::NoLarger => (upper <= margin, lower > margin),
        Direction::NoSmaller => (lower >= -margin, upper < -margin),
        Direction::Equal => (lower >= -margin && upper <= margin, lower > margin || upper < -margin),
    };
    match (holds, fails) {
        (true, _) => Verdict::Holds,
        (_, true) => Verdict::DoesNotHold,
        _ => Verdict::Undecided,
    }
}

/// The values that are compared, seed by seed.
struct Pairs<'a> {
    differences: Vec<f64>,
    /// Those of what the arm is compared with.
    others: Vec<f64>,
    /// An arm that has no number at a seed: rather one that lacks the result of a whole run.
    missing: Option<Missing<'a>>,
}

impl<'a> Pairs<'a> {
    fn of(results: &Results, comparison: &'a Comparison) -> Self {
        let Comparison { quantity, arm, than, .. } = comparison;
        let values = results.values(arm, quantity);
        let others = match than {
            Other::Arm(name) => results.values(name, quantity),
            Other::Number(number) => vec![Some(*number); values.len()],
        };
        let other = if let Other::Arm(name) = than { Some(name.as_str()) } else { None };
        let compared = [Some(arm.as_str()), other].into_iter().flatten();
        let missing = compared
            .filter(|name| results.values(name, quantity).contains(&None))
            .map(|arm| Missing { arm, is_whole: results.lacks_a_run(arm) })
            .max_by_key(|missing| missing.is_whole);
        let pairs: Vec<_> =
            values.into_iter().zip(others).filter_map(|(value, other)| Some((value?, other?))).collect();
        let differences = pairs.iter().map(|(value, other)| value - other).collect();
        Self { differences, others: pairs.into_iter().map(|(_, other)| other).collect(), missing }
    }
}
