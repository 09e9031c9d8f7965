//! Random numbers that are the same on every platform and need no state to be kept.
//!
//! Whatever is random in the library is drawn from a stream that a seed, a purpose and an index determine. A training
//! run resumes at step `n` by asking for stream `n`: there is no generator to serialise.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What random numbers are for; streams of different purposes never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// First weights of encoder and critic.
    Initialisation = 0,
    /// Batches of a training run; the index is the step.
    Training = 1,
    /// Nuisance views of what is being averaged.
    Views = 2,
    /// Samples on which a probe is fitted.
    ProbeTraining = 3,
    /// Samples on which a probe is tested.
    ProbeTest = 4,
    /// Guesses that a refinement starts from.
    Refinement = 5,
    /// What a picture's hand does.
    Hand = 6,
    /// Samples on which a probe's errors are looked at.
    Calibration = 7,
    /// Extra pictures of a training run's batches; the index is the step.
    Contrasts = 8,
    /// Rows that are shuffled, to see what luck would make of them.
    Shuffles = 9,
    /// Pictures that two encoders' representations are matched on.
    Anchors = 10,
    /// Pictures and drawings of the classes that few-shot episodes are about.
    Classes = 11,
    /// Which classes and samples an episode has.
    Episodes = 12,
    /// Figures that a network learns to finish; the index is the step.
    Figures = 13,
    /// Figures that it is tried on.
    FigureTest = 14,
    /// Figures among which one that fits is looked for.
    FigureGuesses = 15,
    /// What changes in a training run's batches that is to be followed; the index is the step.
    Changes = 16,
    /// How a photograph's crop is shown.
    Framing = 17,
    /// Which labelled crops a read-out is fitted on.
    Labels = 18,
}

/// The generator of one stream.
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    // 2⁴⁸ streams a purpose: more steps than any run has.
    generator.set_stream(((purpose as u64) << 48) | index);
    generator
}

/// A number uniform in `lower..upper`.
pub fn uniform(generator: &mut ChaCha8Rng, (lower, upper): (f64, f64)) -> f64 {
    lower + (upper - lower) * generator.random::<f64>()
}

/// So many different numbers below `of`, or all where there are fewer, in random order.
pub fn chosen(generator: &mut ChaCha8Rng, of: usize, count: usize) -> Vec<usize> {
    let mut numbers: Vec<_> = (0..of).collect();
    for place in 0..count.min(of) {
        let other = uniform(generator, (place as f64, of as f64)) as usize;
        numbers.swap(place, other.min(of - 1));
    }
    numbers.truncate(count);
    numbers
}

/// A seed for another stream.
pub fn seed(generator: &mut ChaCha8Rng) -> u64 {
    generator.random()
}

/// A standard normal number (Box and Muller).
pub fn normal(generator: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - generator.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * generator.random::<f64>()).cos()
}
