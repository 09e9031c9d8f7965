//! A session at rest, as one file.

use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::{Arm, Design, Ended, FineTuning, Plan};
use crate::{
    encoder::Encoder,
    error::{Error, Result, within},
    files::{SESSION, broken, read_described, write_described},
    measuring::{Measurement, ReadTogether},
    model::{Description, Model, Probe},
    pictures::Kind,
    tensors::{
        arrays::{Arrays, refuse_rest},
        parameters::parameters,
    },
    training::{Checkpoint, CheckpointDescription, Run, Settings},
    words::shown,
};

/// A session apart from its tensors.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionDescription {
    /// Older sessions are all of the paper's pair.
    #[serde(default)]
    design: Design,
    plan: Plan,
    settings: Settings,
    /// What tells the pictures' things from others', where their name does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    things: Option<String>,
    start: Description,
    start_probe: Probe,
    before: Option<Measurement>,
    arms: Vec<ArmDescription>,
    /// Of the arms side by side, seed by seed, once it is there.
    #[serde(default)]
    side_by_side: Vec<Option<ReadTogether>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArmDescription {
    name: String,
    run: CheckpointDescription,
    measurements: Vec<Measurement>,
    probe: Option<Probe>,
    #[serde(default)]
    ended: Option<Ended>,
}

impl SessionDescription {
    /// Checks that the arms are those of the plan, with the session's settings and the start's architecture.
    fn check(&self) -> Result<()> {
        self.plan.check()?;
        self.settings.check()?;
        self.design.check()?;
        let plans = &self.design.arms;
        let count = self.plan.seeds as usize * plans.len();
        if self.arms.len() != count {
            return Err(broken("arms", format!("it holds {} runs where its plan has {count}.", self.arms.len())));
        }
        if self.side_by_side.len() > self.plan.seeds as usize * self.design.side_by_side.len() {
            return Err(broken("side_by_side", "it holds more than its plan has."));
        }
        let expected = (0..self.plan.seeds).flat_map(|repetition| plans.iter().map(move |plan| (plan, repetition)));
        expected.zip(&self.arms).try_for_each(|((plan, repetition), arm)| {
            let settings = plan.settings(&self.settings, repetition)?;
            self.check_arm(arm, arm.name == plan.name && arm.run.settings == settings)
        })
    }

    /// The same with the things of its pictures at hand, where it needs these.
    fn with_things(mut self, pictures: Option<&Kind>) -> Result<Self> {
        let Some(things) = &self.things else { return Ok(self) };
        let Some(pictures) = pictures.filter(|pictures| pictures.digest().as_ref() == Some(things)) else {
            let reason = format!(
                "this run learns from {} that are not open now: open the same ones, and it goes on.",
                self.settings.pictures.name()
            );
            return Err(Error::Invalid { field: "pictures".to_owned(), reason });
        };
        let arms = self.arms.iter_mut().map(|arm| &mut arm.run.settings);
        for settings in arms.chain([&mut self.settings, &mut self.start.settings]) {
            if settings.pictures == *pictures {
                *settings = settings.with_pictures(pictures)?;
            }
        }
        Ok(self)
    }

    fn check_arm(&self, arm: &ArmDescription, is_planned: bool) -> Result<()> {
        if !is_planned || arm.run.architecture != self.start.architecture {
            let name = shown(&arm.name);
            return Err(broken("arms", format!("the run “{name}” is not one that its plan and settings have.")));
        }
        let source = self.design.held_out_source(&self.settings)?;
        arm.probe.iter().try_for_each(|probe| probe.check(source.factors(), arm.run.architecture.dimension()))?;
        arm.measurements.iter().try_for_each(|measurement| {
            within("measurements", measurement.step as f64, (0.0, arm.run.step as f64)).map(|_| ())
        })
    }
}

impl FineTuning {
    /// Everything that the session needs to go on: weights, critics, moments, steps and histories of all arms, and the
    /// weights that they started from. A measurement under way begins again.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn to_bytes(&mut self) -> Result<Vec<u8>> {
        let mut arrays = parameters(&self.start.encoder, "start.encoder").await?;
        let mut arms = Vec::new();
        for (index, arm) in self.arms.iter_mut().enumerate() {
            let Checkpoint { description: run, arrays: own } = arm.checkpoint().await?;
            arrays.extend(under(&format!("arms.{index}."), own));
            let Arm { name, measurements, probe, ended, .. } = &*arm;
            let (name, measurements, probe, ended) = (name.clone(), measurements.clone(), probe.clone(), ended.clone());
            arms.push(ArmDescription { name, run, measurements, probe, ended });
        }
        let description = SessionDescription {
            design: self.design.clone(),
            plan: self.plan.clone(),
            settings: self.settings.clone(),
            things: self.settings.pictures.digest(),
            start: self.start.description.clone(),
            start_probe: self.start.reader.probe.clone(),
            before: self.before.clone(),
            arms,
            side_by_side: self.side_by_side.clone(),
        };
        write_described(&SESSION, &description, &arrays, |_| false)
    }

    /// The session that [`to_bytes`](Self::to_bytes) was called on, on any device. Where its pictures are of things that a file
    /// does not hold, these must be at hand in `pictures`.
    ///
    /// # Errors
    /// [`Error::Weights`] when the bytes are not a session, or are broken; [`Error::Invalid`] naming `pictures` where the things are
    /// other ones, or not at hand.
    pub fn from_bytes(bytes: &[u8], pictures: Option<&Kind>, device: &Device) -> Result<Self> {
        let (description, mut arrays): (SessionDescription, _) = read_described(&SESSION, bytes)?;
        let mut description = description.with_things(pictures)?;
        description.design = description.design.with_runs(description.plan.runs);
        description.check()?;
        let SessionDescription { design, plan, settings, start, start_probe, before, arms, side_by_side, .. } =
            description;
        let encoder = Encoder::restored(&start.architecture, "start.encoder", &mut arrays, device)?;
        let start = Model::new(encoder, start_probe, start)?;
        let restored = |(index, arm): (usize, ArmDescription)| {
            let ArmDescription { name, run: description, measurements, probe, ended } = arm;
            let arrays = taken(&format!("arms.{index}."), &mut arrays);
            let run = Run::resumed(Checkpoint { description, arrays }, device)?;
            Ok(Arm::at(name, run, measurements, probe, ended))
        };
        let arms = arms.into_iter().enumerate().map(restored).collect::<Result<_>>()?;
        refuse_rest(arrays)?;
        let session = Self::at(design, plan, settings, start, arms, device)?;
        Ok(Self { before, side_by_side, ..session })
    }
}

/// The arrays with `prefix` before their names.
fn under(prefix: &str, arrays: Arrays) -> Arrays {
    arrays.into_iter().map(|(name, array)| (format!("{prefix}{name}"), array)).collect()
}

/// The arrays whose names begin with `prefix`, without it.
fn taken(prefix: &str, arrays: &mut Arrays) -> Arrays {
    let taken: Vec<_> = arrays.extract_if(.., |name, _| name.starts_with(prefix)).collect();
    taken.into_iter().map(|(name, array)| (name[prefix.len()..].to_owned(), array)).collect()
}
