//! Confusions: what each example would have been named, had it not been taught.

use super::{read_out::ReadOut, taught::Taught};
use crate::error::Result;

/// How often an example of a sign (row) is named as each (column) by a read-out that is fitted on all others. Signs with a
/// single example are left out: without it nothing could be named so.
///
/// # Errors
/// What [`ReadOut::fit`] refuses.
pub fn confusions(read_out: ReadOut, taught: &Taught) -> Result<Vec<Vec<usize>>> {
    let mut counts = vec![vec![0; taught.count()]; taught.count()];
    for (example, (&sign, drawn)) in taught.signs().iter().zip(taught.features().iter()).enumerate() {
        if taught.signs().iter().filter(|&&other| other == sign).count() > 1 {
            counts[sign][read_out.fit(&taught.without(example))?.name(drawn)] += 1;
        }
    }
    Ok(counts)
}
