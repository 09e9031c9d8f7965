//! An experiment on networks that are there already, whatever is done with them, piece by piece.

use burn::tensor::Device;

use super::{
    episode_run::EpisodeRun,
    experiment::{Extent, Study},
    results::Results,
    stroke_run::StrokesRun,
    sweep_run::SweepRun,
    translation_run::TranslationRun,
};
use crate::{
    error::{Error, Result},
    model::Model,
    strokes::StrokeModel,
};

/// Encoders on their sweeps, one read with another's eyes, several in few-shot episodes, or strokes that are finished.
pub enum EncoderRun {
    /// See [`SweepRun`].
    Sweep(Box<SweepRun>),
    /// See [`TranslationRun`].
    Translation(Box<TranslationRun>),
    /// See [`EpisodeRun`].
    Episodes(Box<EpisodeRun>),
    /// See [`StrokesRun`].
    Strokes(Box<StrokesRun>),
}

impl EncoderRun {
    /// A run of a study that trains nothing, with the bytes of weights files by their names; it goes on from results of the same
    /// study, where there are any.
    ///
    /// # Errors
    /// What `weights` and [`check_things`](crate::pictures::Source::check_things) refuse; [`Error::Weights`] for a file that is broken;
    /// [`Error::Invalid`] naming `experiment` for a study that trains.
    pub fn new<E: From<Error>>(
        study: &Study,
        extent: Extent,
        weights: impl Fn(&str) -> std::result::Result<Vec<u8>, E>,
        so_far: Option<Results>,
        device: &Device,
    ) -> std::result::Result<Self, E> {
        let model = |name: &str| -> std::result::Result<_, E> {
            let model = Model::from_bytes(&weights(name)?, device)?;
            model.source.check_things()?;
            Ok(model)
        };
        let models = || study.encoders().into_iter().map(model).collect::<std::result::Result<_, E>>();
        match study {
            Study::Training(_) => {
                let reason = "this experiment trains: it runs in a session.".to_owned();
                Err(Error::Invalid { field: "experiment".to_owned(), reason }.into())
            }
            Study::Sweep(plan) => Ok(Self::Sweep(Box::new(SweepRun::new(plan, extent, models()?, so_far, device)?))),
            Study::Episodes(plan) => {
                Ok(Self::Episodes(Box::new(EpisodeRun::new(plan, extent, models()?, so_far, device)?)))
            }
            Study::Translation(plan) => {
                let models = [model(&plan.from)?, model(&plan.to)?];
                Ok(Self::Translation(Box::new(TranslationRun::new(plan, extent, models, so_far, device))))
            }
            Study::Strokes(plan) => {
                let model = StrokeModel::from_bytes(&weights(&plan.network)?, device)?;
                Ok(Self::Strokes(Box::new(StrokesRun::new(plan, extent, model, so_far, device))))
            }
        }
    }

    /// How much there is to do in all, as [`done`](Self::done) counts it.
    pub fn whole(study: &Study, extent: Extent) -> u64 {
        match study {
            Study::Training(_) => 0,
            Study::Sweep(plan) => plan.arms.len() as u64 * plan.size(extent).seeds,
            Study::Translation(plan) => plan.size(extent).seeds,
            Study::Episodes(plan) => plan.size(extent).seeds,
            Study::Strokes(plan) => plan.arms.len() as u64 * plan.size(extent).seeds,
        }
    }

    /// How much is done: sweeps, ways to finish strokes, or seeds of all else.
    pub fn done(&self) -> f64 {
        match self {
            Self::Sweep(run) => run.done(),
            Self::Translation(run) => run.done(),
            Self::Episodes(run) => run.done(),
            Self::Strokes(run) => run.done(),
        }
    }

    /// What has been measured so far.
    pub fn results(&self) -> &Results {
        match self {
            Self::Sweep(run) => run.results(),
            Self::Translation(run) => run.results(),
            Self::Episodes(run) => run.results(),
            Self::Strokes(run) => run.results(),
        }
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        match self {
            Self::Sweep(run) => run.is_finished(),
            Self::Translation(run) => run.is_finished(),
            Self::Episodes(run) => run.is_finished(),
            Self::Strokes(run) => run.is_finished(),
        }
    }

    /// Does one piece of work.
    ///
    /// # Errors
    /// What the run refuses; [`Error::Device`] if the device fails.
    pub async fn advance(&mut self) -> Result<()> {
        match self {
            Self::Sweep(run) => run.advance().await,
            Self::Translation(run) => run.advance().await,
            Self::Episodes(run) => run.advance().await,
            Self::Strokes(run) => run.advance().await,
        }
    }
}
