//! The quantities of a measurement, one by one, as tables and files list them.

use crate::{
    measuring::{Measurement, VIEWS},
    pictures::{Role, Source},
};

/// A value in a measurement, where that has it.
type Of = Box<dyn Fn(&Measurement) -> Option<f32>>;

/// One quantity.
pub(super) struct Quantity {
    /// Its name.
    pub name: String,
    /// Its value.
    pub of: Of,
}

/// The quantities of a session on pictures of a source: the smaller the better all of them, but for the sensitivities to
/// factors of interest.
pub(super) fn quantities(source: &Source) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    let mut add = |name: String, of: Of| quantities.push(Quantity { name, of });
    add("conditional variance".to_owned(), Box::new(|m| Some(m.evaluation.conditional_variance)));
    add("nuisance's share of the variance".to_owned(), Box::new(|m| Some(m.evaluation.nuisance_share)));
    add("gradient penalty".to_owned(), Box::new(|m| Some(m.penalty)));
    for views in [1, VIEWS] {
        let read_back = move |m: &Measurement| m.evaluation.read_back.iter().find(|read| read.views == views).cloned();
        for name in source.names(Role::is_read) {
            let error = move |m: &Measurement| read_back(m).and_then(|read| read.errors.get(name).copied());
            add(format!("error of {name}, M = {views}"), Box::new(error));
        }
        let mean = move |m: &Measurement| read_back(m).map(|read| read.errors.mean() as f32);
        add(format!("mean error, M = {views}"), Box::new(mean));
    }
    for (name, _) in source.directions(Role::is_free) {
        let role = source.factors().iter().find(|factor| factor.name == name).map_or("", |factor| factor.role.name());
        add(format!("sensitivity to {name} ({role})"), Box::new(move |m| m.sensitivities.get(name).copied()));
    }
    quantities
}
