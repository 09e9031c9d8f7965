//! Translations between encoders, the whitened cosine, alignment and uniformity, which are computed in double precision without a
//! device.

use super::quantity;
use crate::{
    error::Result,
    files::broken,
    measuring::{
        geometry::{alignment, uniformity},
        sweep::whitened_cosine,
        verification::{quantities::Quantity, tensors::Tensors},
    },
    tensors::{Rows, arrays::Array},
    translating::{Class, Translation},
};

/// The classes of the reference values, with the names of a matrix and of translated rows.
const CLASSES: [(Class, &str, &str); 3] = [
    (Class::Ortho, "translation.ortho", "translation.ortho_rows"),
    (Class::Linear, "translation.linear", "translation.linear_rows"),
    (Class::LOrtho, "translation.l_ortho", "translation.l_ortho_rows"),
];

/// The matrices of the translations, and the rows that they translate.
pub(super) fn translations(tensors: &Tensors) -> Result<Vec<Quantity>> {
    let [from, to, rows] =
        ["anchors_from", "anchors_to", "rows"].map(|name| tensors.rows(&format!("translation.{name}")));
    let (from, to, rows) = (from?, to?, rows?);
    let mut all = Vec::new();
    for (class, matrix, translated) in CLASSES {
        let translation =
            Translation::fit(class, &from, &to).map_err(|error| broken("translation.anchors_from", error))?;
        all.push(quantity(matrix, array(&translation.matrix())));
        all.push(quantity(translated, array(&translation.apply(&rows)?)));
    }
    Ok(all)
}

/// The mean cosine in whitened coordinates.
pub(super) fn whitened(tensors: &Tensors) -> Result<Quantity> {
    let [clean, before, after] = ["clean", "before", "after"].map(|name| tensors.rows(&format!("whitened.{name}")));
    let found = whitened_cosine(&clean?, &before?, &after?).map_err(|error| broken("whitened.clean", error))?;
    Ok(quantity("whitened.cosine", Array { shape: vec![1], values: vec![found.0 as f32] }))
}

/// Alignment and uniformity.
pub(super) fn geometry(tensors: &Tensors) -> Result<Vec<Quantity>> {
    let (first, second) = (tensors.rows("renyi.z1")?, tensors.rows("renyi.z2")?);
    let one = |value: f64| Array { shape: vec![1], values: vec![value as f32] };
    Ok(vec![
        quantity("uniformity.alignment", one(alignment(&first, &second))),
        quantity("uniformity.uniformity", one(uniformity(&first))),
    ])
}

fn array(rows: &Rows) -> Array {
    Array { shape: vec![rows.count(), rows.length()], values: rows.values().to_vec() }
}
