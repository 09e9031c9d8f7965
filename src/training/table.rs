//! Settings as a table: each is declared once, with its type, its defaults, its bounds and what it means.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Result, within},
    spirograph::{Factor, Normalisation, Role, Split},
};

/// How a setting is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Control {
    /// A whole number between bounds, both included.
    Count {
        /// Smallest value.
        lower: f64,
        /// Largest value.
        upper: f64,
    },
    /// A number between bounds, both included. Equal ratios matter equally.
    Number {
        /// Smallest value.
        lower: f64,
        /// Largest value.
        upper: f64,
    },
    /// One of a few words.
    Choice {
        /// The words.
        words: &'static [&'static str],
    },
    /// A role, interest or nuisance, for each of the ten factors in column order.
    Roles,
}

/// A whole number from `lower` to `upper`.
pub const fn count(lower: u64, upper: u64) -> Control {
    Control::Count { lower: lower as f64, upper: upper as f64 }
}

/// A number from `lower` to `upper`.
pub const fn number(lower: f64, upper: f64) -> Control {
    Control::Number { lower, upper }
}

/// One of `words`.
pub const fn choice(words: &'static [&'static str]) -> Control {
    Control::Choice { words }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SettingSpec {
    /// Its key in configuration files, in requests and in addresses.
    pub key: &'static str,
    /// A few words.
    pub label: &'static str,
    /// A sentence.
    pub meaning: &'static str,
    /// How it is chosen.
    pub control: Control,
    /// Its default.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "number | string | Role[]"))]
    pub default: Value,
}

/// The value of a setting, of any type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Of a count or a number.
    Number(f64),
    /// Of a choice.
    Word(&'static str),
    /// Of the roles.
    Roles([Role; 10]),
}

/// What the table must know of a type of settings.
pub trait Setting: Copy {
    /// The value in the table's terms.
    fn value(self) -> Value;

    /// Checks the value against its control.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `key`.
    fn check(self, key: &str, control: Control) -> Result<()> {
        match (self.value(), control) {
            (Value::Number(value), Control::Count { lower, upper } | Control::Number { lower, upper }) => {
                within(key, value, (lower, upper)).map(|_| ())
            }
            // The types of the others hold allowed values only.
            _ => Ok(()),
        }
    }
}

impl Setting for f64 {
    fn value(self) -> Value {
        Value::Number(self)
    }
}

impl Setting for u64 {
    fn value(self) -> Value {
        Value::Number(self as f64)
    }
}

impl Setting for usize {
    fn value(self) -> Value {
        Value::Number(self as f64)
    }
}

impl Setting for Normalisation {
    fn value(self) -> Value {
        Value::Word(match self {
            Normalisation::Image => "image",
            Normalisation::Row => "row",
        })
    }
}

impl Setting for Split {
    fn value(self) -> Value {
        Value::Roles(Factor::ALL.map(|factor| self.role(factor)))
    }
}

/// How the learning rate goes on after its warm-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Falls along a cosine to zero at the last step.
    #[default]
    Cosine,
    /// Stays.
    Constant,
}

impl Setting for Schedule {
    fn value(self) -> Value {
        Value::Word(match self {
            Schedule::Cosine => "cosine",
            Schedule::Constant => "constant",
        })
    }
}

/// What the gradient penalty is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PenaltyOf {
    /// The representation itself, as in the paper.
    #[default]
    Plain,
    /// The representation as the critic sees it, standardised over the batch. Shrinking a dimension, or moving all
    /// representations closer together, gains nothing: only the nuisances' share of the spread counts.
    Standardised,
}

impl Setting for PenaltyOf {
    fn value(self) -> Value {
        Value::Word(match self {
            PenaltyOf::Plain => "plain",
            PenaltyOf::Standardised => "standardised",
        })
    }
}

/// Declares a struct of settings with its defaults, its table and its check.
///
/// A row reads `/// meaning` `key: type = default, control, "label";`.
macro_rules! settings_table {
    ($(#[$about:meta])* $name:ident { $($(#[doc = $meaning:literal])+ $key:ident: $type:ty = $default:expr, $control:expr, $label:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $meaning])+ pub $key: $type,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        impl $name {
            /// The table, with these settings as its defaults.
            pub fn table(&self) -> Vec<$crate::training::SettingSpec> {
                use $crate::training::table::Setting;
                vec![$($crate::training::SettingSpec {
                    key: stringify!($key),
                    label: $label,
                    meaning: concat!($($meaning),+).trim_ascii(),
                    control: $control,
                    default: self.$key.value(),
                }),*]
            }

            fn check_bounds(&self) -> $crate::Result<()> {
                use $crate::training::table::Setting;
                $(self.$key.check(stringify!($key), $control)?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use settings_table;
