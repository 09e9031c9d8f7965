//! The quantities of a measurement, one by one, as tables, files and experiments name them.

use crate::{
    measuring::{
        EQUIVARIANCE_QUANTITIES, Geometry, Measurement, ReadBackError, ReadTogether, Recognition, Sweep, UNREAD_SHARE,
        VIEWS, quantity_of,
    },
    named::Named,
    pictures::{Role, Source},
};

/// What has been measured of an encoder, or of several side by side.
pub(super) struct Measured<'a> {
    read_back: &'a [ReadBackError],
    unread: &'a Named<f32>,
    /// What only one encoder alone has.
    alone: Option<&'a Measurement>,
}

impl<'a> From<&'a Measurement> for Measured<'a> {
    fn from(alone: &'a Measurement) -> Self {
        Self { read_back: &alone.evaluation.read_back, unread: &alone.unread, alone: Some(alone) }
    }
}

impl<'a> From<&'a ReadTogether> for Measured<'a> {
    fn from(together: &'a ReadTogether) -> Self {
        Self { read_back: &together.read_back, unread: &together.unread, alone: None }
    }
}

/// A value in a measurement, where that has it.
type Of = Box<dyn Fn(&Measured) -> Option<f32>>;

/// One quantity.
pub(super) struct Quantity {
    /// Its name.
    pub name: String,
    /// What has it.
    pub had_by: HadBy,
    /// Its value.
    pub of: Of,
}

/// What has a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HadBy {
    /// One encoder, and several side by side.
    Both,
    /// One encoder alone.
    Alone,
    /// One encoder alone, if it is swept.
    Swept,
    /// One encoder alone, if it is measured on turned pictures.
    Turned,
    /// One encoder alone, if things are recognised by it.
    Recognised,
}

/// What is measured of the last weights alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Last {
    /// Whether every factor is swept.
    pub sweeps: bool,
    /// Whether pictures are turned.
    pub turns: bool,
    /// Whether things are recognised.
    pub recognises: bool,
}

/// The names of the quantities of a session on pictures of a source that measures all that it can, with what has them.
pub fn quantity_names(source: &Source) -> Vec<(String, HadBy)> {
    quantities(source, Last { sweeps: true, turns: true, recognises: true })
        .into_iter()
        .map(|quantity| (quantity.name, quantity.had_by))
        .collect()
}

/// The quantities of a session on pictures of a source: the smaller the better all of them, but for what is said of factors
/// of nuisance, and the sensitivities to factors of interest.
pub(super) fn quantities(source: &Source, last: Last) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    let mut add = |name: String, had_by, of: Of| quantities.push(Quantity { name, had_by, of });
    let mut add_alone = |name: &str, of: fn(&Measurement) -> f32| {
        add(name.to_owned(), HadBy::Alone, Box::new(move |measured| measured.alone.map(of)));
    };
    add_alone("conditional variance", |m| m.evaluation.conditional_variance);
    add_alone("nuisance's share of the variance", |m| m.evaluation.nuisance_share);
    add_alone("gradient penalty", |m| m.penalty);
    let mut add_geometry = |name: &str, of: fn(&Geometry) -> f32| {
        let of = move |measured: &Measured| measured.alone.and_then(|alone| alone.geometry.as_ref().map(of));
        add(name.to_owned(), HadBy::Alone, Box::new(of));
    };
    add_geometry("alignment", |geometry| geometry.alignment);
    add_geometry("uniformity", |geometry| geometry.uniformity);
    add_geometry("spread", |geometry| geometry.spread);
    let is_read = !source.names(Role::is_read).is_empty();
    for (views, had_by) in [(1, HadBy::Both), (VIEWS, HadBy::Alone)].into_iter().filter(|_| is_read) {
        let read_back = move |m: &Measured| m.read_back.iter().find(|read| read.views == views).cloned();
        for name in source.names(Role::is_read) {
            let error = move |m: &Measured| read_back(m).and_then(|read| read.errors.get(name).copied());
            add(format!("error of {name}, M = {views}"), had_by, Box::new(error));
        }
        let mean = move |m: &Measured| read_back(m).map(|read| read.errors.mean() as f32);
        add(format!("mean error, M = {views}"), had_by, Box::new(mean));
    }
    for column in source.columns_drawn() {
        let name = source.factors()[column].name;
        add(quantity_of(UNREAD_SHARE, name), HadBy::Both, Box::new(move |m| m.unread.get(name).copied()));
    }
    for (name, _) in source.directions(Role::is_free) {
        let role = source.factors().iter().find(|factor| factor.name == name).map_or("", |factor| factor.role.name());
        let sensitivity = move |m: &Measured| m.alone.and_then(|alone| alone.sensitivities.get(name).copied());
        add(format!("sensitivity to {name} ({role})"), HadBy::Alone, Box::new(sensitivity));
    }
    if last.turns {
        let of_turns = EQUIVARIANCE_QUANTITIES.into_iter().enumerate().map(|(index, name)| Quantity {
            name: name.to_owned(),
            had_by: HadBy::Turned,
            of: Box::new(move |measured| Some(measured.alone?.equivariance?.quantities()[index])),
        });
        quantities.extend(of_turns);
    }
    if last.recognises {
        quantities.extend(Recognition::quantity_names(source).into_iter().map(|name| Quantity {
            name: name.clone(),
            had_by: HadBy::Recognised,
            of: Box::new(move |measured| measured.alone?.recognition.as_ref()?.0.get(&name).copied()),
        }));
    }
    if last.sweeps {
        let known: Vec<_> = quantities.iter().map(|quantity| quantity.name.clone()).collect();
        let of_sweep = Sweep::quantity_names(source).into_iter().filter(|name| !known.contains(name));
        quantities.extend(of_sweep.map(|name| Quantity {
            name: name.clone(),
            had_by: HadBy::Swept,
            of: Box::new(move |measured| swept(measured, &name)),
        }));
    }
    quantities
}

/// A quantity of the sweep.
fn swept(measured: &Measured, name: &str) -> Option<f32> {
    let blindness = measured.alone?.blindness.as_ref()?;
    blindness.quantities().get(name).map(|&value| value as f32)
}
