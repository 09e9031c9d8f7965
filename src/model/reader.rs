//! What reads factors from representations of one kind of subject.

use super::{
    calibration::{Calibration, Interval, Reading, array, numbers},
    probe::Probe,
    ridge::Affine,
};
use crate::{
    error::Result,
    tensors::{Rows, arrays::Arrays},
};

/// A probe, and what is known of its errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// Representations to factors.
    pub probe: Probe,
    /// Its errors; none where nobody has looked at them.
    pub calibration: Option<Calibration>,
}

impl From<Probe> for Reader {
    fn from(probe: Probe) -> Self {
        Self { probe, calibration: None }
    }
}

impl Reader {
    /// What the probe says of a subject by the representations of its views: once for each of some numbers of its first
    /// views.
    pub fn readings(&self, views: &Rows, counts: &[usize]) -> Vec<Reading> {
        let single: Vec<_> = views.iter().map(|row| self.probe.read(row)).collect();
        let reading = |&count: &usize| Reading {
            single: single[..count].to_vec(),
            mean: views.select(0..count).means(count).values().to_vec(),
        };
        counts.iter().map(reading).collect()
    }

    /// The interval of each target's estimate; none where the errors are not known.
    pub fn intervals(&self, reading: &Reading) -> Vec<Option<Interval>> {
        match &self.calibration {
            Some(calibration) => calibration.intervals(reading),
            None => vec![None; self.probe.targets.len()],
        }
    }

    /// See [`Calibration::unfamiliar`].
    pub fn unfamiliar(&self, reading: &Reading) -> Option<f64> {
        self.calibration.as_ref()?.unfamiliar(reading)
    }

    /// Representations less the mean of known ones, with what these differ in most brought nearer to what they differ in less; as
    /// they are where nothing is known of others.
    pub fn levelled(&self, rows: Rows) -> Rows {
        let Some(calibration) = &self.calibration else { return rows };
        Rows::new(rows.iter().flat_map(|row| calibration.levelled(row)).collect(), rows.length())
    }

    /// As arrays under `prefix`.
    pub(super) fn arrays(&self, prefix: &str) -> Arrays {
        let Probe { targets, map: Affine { weights, offsets } } = &self.probe;
        if targets.is_empty() {
            return Arrays::new();
        }
        let shape = [targets.len(), weights.first().map_or(0, Vec::len)];
        let mut arrays = Arrays::from([
            (format!("{prefix}probe.weights"), array(&shape, weights.iter().flatten().copied())),
            (format!("{prefix}probe.offsets"), array(&[targets.len()], offsets.iter().copied())),
        ]);
        arrays.extend(self.calibration.iter().flat_map(|calibration| calibration.arrays(&calibrated(prefix))));
        arrays
    }

    /// Whether arrays hold one under `prefix`.
    pub(super) fn is_in(prefix: &str, arrays: &Arrays) -> bool {
        arrays.contains_key(&format!("{prefix}probe.weights"))
    }

    /// From arrays under `prefix`, which lose them, for representations of a length.
    pub(super) fn read(prefix: &str, targets: &[String], length: usize, arrays: &mut Arrays) -> Result<Self> {
        if targets.is_empty() {
            return Ok(Probe::default().into());
        }
        let mut values = |name: &str, shape: &[usize]| numbers(arrays, &format!("{prefix}probe.{name}"), shape);
        let weights = values("weights", &[targets.len(), length])?;
        let offsets = values("offsets", &[targets.len()])?;
        let weights = weights.chunks_exact(length.max(1)).map(<[f64]>::to_vec).collect();
        let probe = Probe { targets: targets.to_vec(), map: Affine { weights, offsets } };
        Ok(Self { probe, calibration: Calibration::read(&calibrated(prefix), length, targets.len(), arrays)? })
    }
}

fn calibrated(prefix: &str) -> String {
    format!("{prefix}calibration.")
}
