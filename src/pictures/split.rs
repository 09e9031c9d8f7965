//! Splits of the factors by name: the roles that they have unless a setting says otherwise.

use serde::{Deserialize, Serialize};

use super::{
    factor::{Factor, Role},
    source::Roles,
};

/// A split of the factors into those of interest, nuisances, and those that are fixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// The paper's: a hand without flaws draws, at a pace that is even by angle.
    #[default]
    Paper,
    /// The hand is nuisance: pictures are drawn with flaws, which are to be forgotten.
    Drawing,
}

impl Split {
    /// The names.
    pub const NAMES: &[&str] = &["paper", "drawing"];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Split::Paper => Self::NAMES[0],
            Split::Drawing => Self::NAMES[1],
        }
    }

    /// The roles that it gives to factors, as far as they are not the usual ones, and that `changed` then changes.
    pub fn roles(self, table: &[Factor], changed: &Roles) -> Roles {
        let freed = table.iter().filter(|factor| self == Split::Drawing && factor.role == Role::Fixed);
        let mut roles = Roles(freed.map(|factor| (factor.name.to_owned(), Role::Nuisance)).collect());
        roles.0.extend(changed.0.clone());
        roles
    }
}
