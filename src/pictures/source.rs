//! A source of pictures: a kind, what each of its factors is to the task, and what they are drawn from.

use std::{collections::BTreeMap, ops::Range};

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{
    drawing::Drawing,
    factor::{Factor, Role, Scene, column},
    kind::Kind,
    symmetry::Symmetry,
};
use crate::{
    error::{Error, Result},
    random::{Purpose, seed, stream, uniform},
};

/// The factors whose role is not the usual one, with the role that they have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(pub BTreeMap<String, Role>);

/// The factors whose range is not their own, with the range that they are drawn from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ranges(pub BTreeMap<String, (f64, f64)>);

/// What is averaged redraws the hand a little: from this share of its ranges ([`Source::with_hand`]).
pub const REDRAWN: f64 = 0.25;

/// A kind of pictures, the role of each factor, and a range that it is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pictures: Kind,
    factors: Vec<Factor>,
    /// The training distribution; others, which may leave the factors' bounds, test what an encoder makes of what it has
    /// never seen.
    ranges: Vec<(f64, f64)>,
    /// What the turns and reflections of the whole picture are to the task.
    symmetry: Role,
    /// The things that are drawn.
    drawn: Range<usize>,
    /// Whether views also differ in what has no derivative ([`Pictures::is_framed`](super::Pictures::is_framed)).
    is_framed: bool,
}

impl Source {
    /// Pictures drawn from the training distribution. `roles` has those that differ from the usual ones.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a factor that the pictures do not have, or `roles` unless one factor at least varies, and one
    /// is read back where pictures are of one thing only.
    pub fn new(pictures: impl Into<Kind>, roles: &Roles) -> Result<Self> {
        let pictures = pictures.into();
        let mut factors = pictures.factors().to_vec();
        for (name, &role) in &roles.0 {
            factors[column(pictures.factors(), name)?].role = role;
        }
        let ranges = factors.iter().map(|factor| (factor.lower, factor.upper)).collect();
        let (things, drawn) = (pictures.things(), 0..pictures.things() - pictures.held_out());
        let source = Self { pictures, factors, ranges, symmetry: Role::Fixed, drawn, is_framed: false };
        let has = |ask: fn(Role) -> bool| source.factors.iter().any(|factor| ask(factor.role));
        if (has(Role::is_read) || things != 1) && has(Role::varies) {
            return Ok(source);
        }
        let reason = "at least one factor must be of interest and at least one nuisance.".to_owned();
        Err(Error::Invalid { field: "roles".to_owned(), reason })
    }

    /// The same with another role for one factor.
    ///
    /// # Errors
    /// What [`new`](Self::new) refuses.
    pub fn with_role(&self, name: &str, role: Role) -> Result<Self> {
        let roles = self.factors.iter().map(|factor| (factor.name.to_owned(), factor.role));
        let roles = Roles(roles.chain([(name.to_owned(), role)]).collect());
        let Self { factors, .. } = Self::new(self.pictures.clone(), &roles)?;
        Ok(Self { factors, ..self.clone() })
    }

    /// The same but for the range of one factor, whose lower and upper end move by the given amounts.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a factor that the pictures do not have.
    pub fn with_range_moved(mut self, name: &str, (by_lower, by_upper): (f64, f64)) -> Result<Self> {
        let (lower, upper) = &mut self.ranges[column(&self.factors, name)?];
        *lower += by_lower;
        *upper += by_upper;
        Ok(self)
    }

    /// The same with other ranges for some factors.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming a factor that the pictures do not have, or a range that ends before it begins;
    /// [`Error::OutOfBounds`] naming an end that is not a value of the factor.
    pub fn with_ranges(mut self, ranges: &Ranges) -> Result<Self> {
        for (name, &(lower, upper)) in &ranges.0 {
            let column = column(&self.factors, name)?;
            self.factors[column].check(lower)?;
            self.factors[column].check(upper)?;
            if lower > upper {
                let reason = format!("its range must not end, at {upper}, before it begins, at {lower}.");
                return Err(Error::Invalid { field: name.clone(), reason });
            }
            self.ranges[column] = (lower, upper);
        }
        Ok(self)
    }

    /// The same with pictures that are turned and reflected, or not, as a role says: fixed, they are upright.
    pub fn with_symmetry(self, symmetry: Role) -> Self {
        Self { symmetry, ..self }
    }

    /// What the turns and reflections of the whole picture are to the task.
    pub fn symmetry(&self) -> Role {
        self.symmetry
    }

    /// The same things under other circumstances: those that nothing learns from, where there are such.
    pub fn held_out(&self) -> Self {
        let things = self.things();
        let drawn = match self.pictures.held_out() {
            0 => 0..things,
            held_out => things - held_out..things,
        };
        Self { drawn, ..self.clone() }
    }

    /// The same with views that also differ in what has no derivative, where the pictures have that: of a photograph a random
    /// crop, a reflection, and sometimes no colour.
    pub fn with_framing(self, is_framed: bool) -> Self {
        Self { is_framed: is_framed && self.pictures.is_framed(), ..self }
    }

    /// Checks that there is something to draw.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `pictures` where the things are not at hand.
    pub fn check_things(&self) -> Result<()> {
        if self.drawn.is_empty() {
            let reason = format!("the {} are not at hand: open them first.", self.name());
            return Err(Error::Invalid { field: "pictures".to_owned(), reason });
        }
        Ok(())
    }

    /// The same with views that differ by so many times as much: the range of each nuisance is widened about its middle, as
    /// far as it can be drawn.
    pub fn with_view_strength(mut self, strength: f64) -> Self {
        // The usual strength leaves every bit as it is.
        if strength != 1.0 {
            for (range, factor) in self.ranges.iter_mut().zip(&self.factors).filter(|(_, factor)| factor.role.varies())
            {
                *range = factor.widened(*range, strength);
            }
        }
        self
    }

    /// The same with the factors that the paper fixes, those of the hand, drawn from a share of their ranges around the
    /// neutral value: 0 is a hand without flaws.
    pub fn with_hand(&self, share: f64) -> Self {
        let mut source = self.clone();
        for (range, factor) in source.ranges.iter_mut().zip(self.pictures.factors()) {
            if factor.role == Role::Fixed {
                let narrowed = |end: f64| factor.neutral + share * (end - factor.neutral);
                *range = (narrowed(range.0), narrowed(range.1));
            }
        }
        source
    }

    /// Whether a hand draws the pictures, so that drawings can be simulated.
    pub fn has_hand(&self) -> bool {
        self.pictures.factors().iter().any(|factor| factor.role == Role::Fixed)
    }

    /// The same with a hand that has flaws, whatever the encoder has learned from.
    pub fn with_free_hand(&self) -> Self {
        let mut source = self.clone();
        for (factor, usual) in source.factors.iter_mut().zip(self.pictures.factors()) {
            if usual.role == Role::Fixed && factor.role == Role::Fixed {
                factor.role = Role::Nuisance;
            }
        }
        source
    }

    /// Whether a scene shows what a hand with flaws has drawn.
    pub fn has_flawed_hand(&self, scene: &Scene) -> bool {
        let factors = self.pictures.factors().iter().zip(&scene.factors);
        factors.into_iter().any(|(factor, &value)| factor.role == Role::Fixed && value != factor.neutral)
    }

    /// Pictures of a drawing with the same roles and ranges, and the scene that shows it as it was drawn.
    ///
    /// # Errors
    /// What [`Drawing::check`] refuses; [`Error::Invalid`] naming `drawing` where drawings can be no such pictures.
    pub fn of_drawing(&self, drawing: &Drawing) -> Result<(Self, Scene)> {
        drawing.check()?;
        let (pictures, scene) = self.pictures.of_drawing(drawing).ok_or_else(|| Error::Invalid {
            field: "drawing".to_owned(),
            reason: format!("this encoder has learned from {}: it cannot read a drawing.", self.name()),
        })?;
        Ok((Self { pictures, ..self.clone() }, scene))
    }

    /// The same scenes, pictured in the manner of another source.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming `encoder` where the other's pictures have other factors or things.
    pub fn pictured_as(&self, other: &Self) -> Result<Self> {
        let names = |source: &Self| source.table().iter().map(|factor| factor.name).collect::<Vec<_>>();
        if names(self) != names(other) || self.things() != other.things() {
            let reason = format!("{} cannot be compared with {}: they have other factors.", self.name(), other.name());
            return Err(Error::Invalid { field: "encoder".to_owned(), reason });
        }
        Ok(Self { pictures: other.pictures.clone(), ..self.clone() })
    }

    /// The kind of pictures.
    pub(super) fn kind(&self) -> &Kind {
        &self.pictures
    }

    /// The name of the kind of pictures.
    pub fn name(&self) -> &'static str {
        self.pictures.name()
    }

    /// How many things there are pictures of.
    pub fn things(&self) -> usize {
        self.pictures.things()
    }

    /// The things that are drawn.
    pub fn drawn(&self) -> Range<usize> {
        self.drawn.clone()
    }

    /// How many labels things have.
    pub fn labels(&self) -> usize {
        self.pictures.labels()
    }

    /// The label of a thing.
    pub fn label(&self, thing: usize) -> usize {
        self.pictures.label(thing)
    }

    /// The kind's own table of factors, with their usual roles.
    pub fn table(&self) -> &'static [Factor] {
        self.pictures.factors()
    }

    /// The factors in the order of their table, with their roles here.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The range that each of them is drawn from, in the same order.
    pub fn ranges(&self) -> &[(f64, f64)] {
        &self.ranges
    }

    /// The columns of the factors that pictures differ in: not fixed, and drawn from more than one value.
    pub fn columns_drawn(&self) -> impl Iterator<Item = usize> {
        let factors = self.factors.iter().zip(&self.ranges).enumerate();
        factors.filter(|(_, (factor, (lower, upper)))| factor.role.is_free() && lower < upper).map(|(column, _)| column)
    }

    /// The names of the factors whose role is such.
    pub fn names(&self, ask: fn(Role) -> bool) -> Vec<&'static str> {
        self.factors.iter().filter(|factor| ask(factor.role)).map(|factor| factor.name).collect()
    }

    /// The names of the nuisances that are drawn from more than one value.
    pub fn varying(&self) -> Vec<&'static str> {
        self.moving(Role::varies).map(|column| self.factors[column].name).collect()
    }

    /// The columns of the factors of interest that a contrast can move: those that are drawn from more than one value.
    pub fn contrasted(&self) -> Vec<usize> {
        self.moving(Role::is_read).collect()
    }

    /// The values in some scenes of each nuisance that is drawn from more than one value.
    pub fn varying_values(&self, scenes: &[&Scene]) -> Vec<Vec<f64>> {
        let values = |column: usize| scenes.iter().map(|scene| scene.factors[column]).collect();
        self.moving(Role::varies).map(values).collect()
    }

    /// The columns of the factors of such roles that are drawn from more than one value.
    pub(super) fn moving(&self, ask: fn(Role) -> bool) -> impl Iterator<Item = usize> {
        let factors = self.factors.iter().zip(&self.ranges).enumerate();
        factors.filter(move |(_, (factor, (lower, upper)))| ask(factor.role) && lower < upper).map(|(column, _)| column)
    }

    /// Whether scenes differ in more than their factors: where the hand varies, so does what is random in it.
    fn draws_noise(&self) -> bool {
        if self.is_framed {
            return true;
        }
        let factors = self.factors.iter().zip(self.pictures.factors());
        factors.into_iter().any(|(factor, usual)| usual.role == Role::Fixed && factor.role.varies())
    }

    /// A draw of a thing and all factors.
    pub fn draw(&self, generator: &mut ChaCha8Rng) -> Scene {
        // Where there is one thing, no random number is spent on it.
        let (first, count) = (self.drawn.start, self.drawn.len());
        let thing = first + if count > 1 { uniform(generator, (0.0, count as f64)) as usize } else { 0 };
        let draw = |(factor, &range): (&Factor, &(f64, f64))| match factor.role {
            Role::Fixed => factor.neutral,
            _ => factor.draw(range, generator),
        };
        let mut factors: Vec<_> = self.factors.iter().zip(&self.ranges).map(draw).collect();
        let noise = if self.draws_noise() { seed(generator) } else { 0 };
        self.leave_neutral(noise, &mut factors);
        // What is followed is followed from the upright picture.
        let is_drawn = [Role::Interest, Role::Nuisance].contains(&self.symmetry);
        let symmetry = if is_drawn { Symmetry::draw(generator) } else { Symmetry::default() };
        Scene { thing, factors, noise, symmetry }
    }

    /// Another view of the same thing: the factors that vary are drawn again.
    pub fn view(&self, scene: &Scene, generator: &mut ChaCha8Rng) -> Scene {
        let mut view = scene.clone();
        for ((value, factor), &range) in view.factors.iter_mut().zip(&self.factors).zip(&self.ranges) {
            if factor.role.varies() {
                *value = factor.draw(range, generator);
            }
        }
        if self.draws_noise() {
            view.noise = seed(generator);
            self.leave_neutral(view.noise, &mut view.factors);
        }
        if self.symmetry.varies() {
            view.symmetry = Symmetry::draw(generator);
        }
        view
    }

    /// Gives the factors that vary their neutral values where a view of such noise has these.
    fn leave_neutral(&self, noise: u64, values: &mut [f64]) {
        if self.is_framed && self.pictures.leaves_neutral(noise) {
            for (value, factor) in values.iter_mut().zip(&self.factors).filter(|(_, factor)| factor.role.varies()) {
                *value = factor.neutral;
            }
        }
    }

    /// A sample and further views of it, `views` in all: the sample itself is the first.
    pub fn sample(&self, seed: u64, purpose: Purpose, index: u64, views: usize) -> Vec<Scene> {
        let mut generator = stream(seed, purpose, index);
        let first = self.draw(&mut generator);
        let further = |_| self.view(&first, &mut generator);
        let further: Vec<_> = (1..views).map(further).collect();
        std::iter::once(first).chain(further).collect()
    }
}
