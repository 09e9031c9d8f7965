//! Tasks: what the classes of an episode differ in, and what the samples of one class do.

use rand_chacha::ChaCha8Rng;

use super::characters::characters;
use crate::{
    error::Result,
    pictures::{
        Drawing, NATURAL, Pictures, Role, Roles, Scene, Source, Symmetry, drawn_again, drawn_by_hand,
        spirograph::{BACKGROUND, FOREGROUND, TURN},
    },
    random::{Purpose, chosen, stream, uniform},
};

/// Most classes of an episode: a nuisance may have no more values than these.
pub const MOST_WAYS: usize = 8;
/// Most classes that episodes are drawn from: there are hardly more characters.
pub const MOST_CLASSES: usize = 350;

/// How often a class of a nuisance is drawn that is there already, before it is taken that there are no others.
const TRIES: usize = 64;

/// What classes are.
#[derive(Debug, Clone, Copy)]
pub enum Task {
    /// Values of the factors of interest; samples differ in the nuisances. A single picture of each: with more views the
    /// nuisances would be averaged away, whatever the encoder.
    Interest,
    /// Values of a nuisance; samples differ in all else. A single picture of each: an average over views forgets nuisances by
    /// design.
    Nuisance(&'static Nuisance),
    /// Spirographs; samples are drawings of them by different hands, averaged over views.
    Spirographs,
    /// Characters, likewise.
    Characters,
}

/// A nuisance that classes differ in.
#[derive(Debug)]
pub struct Nuisance {
    name: &'static str,
    /// Gives the second scene the first one's values.
    copy: fn(&Scene, &mut Scene),
}

static NUISANCES: [Nuisance; 3] = [
    Nuisance { name: "turns and reflections", copy: |from, to| to.symmetry = from.symmetry },
    Nuisance { name: "turn", copy: |from, to| copy(&[TURN], from, to) },
    Nuisance { name: "colours", copy: |from, to| copy(&[FOREGROUND, BACKGROUND].concat(), from, to) },
];

fn copy(columns: &[usize], from: &Scene, to: &mut Scene) {
    columns.iter().for_each(|&column| to.factors[column] = from.factors[column]);
}

/// The samples of one class.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// Spirographs of the source that they are drawn from.
    Pictures(Source, Vec<Scene>),
    /// Drawings, in the manner of whichever encoder looks at them.
    Drawings(Vec<Drawing>),
}

impl Task {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let nuisances = NUISANCES.iter().map(Self::Nuisance);
        [Self::Interest].into_iter().chain(nuisances).chain([Self::Spirographs, Self::Characters])
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Interest => "interest",
            Self::Nuisance(nuisance) => nuisance.name,
            Self::Spirographs => "drawn Spirographs",
            Self::Characters => "drawn characters",
        }
    }

    /// Whether its samples are drawings.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Spirographs | Self::Characters)
    }

    /// Up to so many classes, with so many samples each: fewer where there are no others.
    ///
    /// # Errors
    /// What [`characters`] and the sources refuse, which those that come with the library do not.
    pub fn classes(self, seed: u64, classes: usize, samples: usize) -> Result<Vec<Samples>> {
        let source = Source::new(NATURAL, &Roles::default())?;
        let streams = (0..classes as u64).map(|class| stream(seed, Purpose::Classes, class));
        match self {
            Self::Interest => {
                let class = |mut generator: ChaCha8Rng| {
                    let first = source.draw(&mut generator);
                    let views = (0..samples).map(|_| source.view(&first, &mut generator));
                    Samples::Pictures(source.clone(), views.collect())
                };
                Ok(streams.map(class).collect())
            }
            Self::Nuisance(nuisance) => {
                let class = |(class, mut generator): (Scene, ChaCha8Rng)| {
                    let sample = |_| {
                        let mut sample = source.draw(&mut generator);
                        (nuisance.copy)(&class, &mut sample);
                        sample
                    };
                    Samples::Pictures(source.clone(), (0..samples).map(sample).collect())
                };
                Ok(nuisance.values(seed, classes, &source).into_iter().zip(streams).map(class).collect())
            }
            Self::Spirographs => {
                let hands = hands(&[])?;
                let class = |mut generator: ChaCha8Rng| {
                    let first = source.draw(&mut generator);
                    let drawings = (0..samples).map(|_| drawn_by_hand(&hands.view(&first, &mut generator)));
                    Samples::Drawings(drawings.collect())
                };
                Ok(streams.map(class).collect())
            }
            Self::Characters => {
                let hands = hands(&["gaps"])?;
                let mut all = characters()?;
                let mut generator = stream(seed, Purpose::Classes, u64::from(u32::MAX));
                let chosen = chosen(&mut generator, all.len(), classes);
                let class = |(class, mut generator): (usize, ChaCha8Rng)| {
                    let drawing = &mut all[class].drawing;
                    let scene = drawing.scene();
                    let drawings = (0..samples).map(|_| drawn_again(drawing, &hands.view(&scene, &mut generator)));
                    Samples::Drawings(drawings.collect())
                };
                Ok(chosen.into_iter().zip(streams).map(class).collect())
            }
        }
    }
}

impl Nuisance {
    /// Scenes with up to so many different values of it, evenly from its whole range.
    fn values(&self, seed: u64, count: usize, source: &Source) -> Vec<Scene> {
        let mut generator = stream(seed, Purpose::Classes, u64::from(u32::MAX));
        let mut values: Vec<Scene> = Vec::new();
        let mut tries = 0;
        while values.len() < count && tries < TRIES {
            let factors: Vec<_> = source.ranges().iter().map(|&range| uniform(&mut generator, range)).collect();
            let drawn = Scene { symmetry: Symmetry::draw(&mut generator), ..Scene::new(factors) };
            let mut value = Scene::neutral(source.table());
            (self.copy)(&drawn, &mut value);
            if values.contains(&value) {
                tries += 1;
            } else {
                values.push(value);
            }
        }
        values
    }
}

/// A source whose views are by different hands and differ in nothing else; some of the flaws no hand has.
fn hands(without: &[&str]) -> Result<Source> {
    let role = |name: &str, usual: Role| match usual {
        Role::Fixed if without.contains(&name) => Role::Fixed,
        Role::Fixed => Role::Nuisance,
        _ => Role::Interest,
    };
    let roles = NATURAL.factors().iter().map(|factor| (factor.name.to_owned(), role(factor.name, factor.role)));
    Source::new(NATURAL, &Roles(roles.collect()))
}
