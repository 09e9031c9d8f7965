//! Settings as a table: each is declared once, with its type, its defaults, its bounds and what it means.

use serde::Serialize;

use crate::{
    error::{Result, within},
    pictures::{Kind, Ranges, Role, Roles, Split},
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
    /// A role for each factor of the pictures; those that are left out have their usual one.
    Roles,
    /// A range for some of the factors.
    Ranges,
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
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "number | string | Record<string, Role> | Record<string, [number, number]>")
    )]
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
    Roles(Roles),
    /// Of the ranges.
    Ranges(Ranges),
}

/// What the table must know of a type of settings.
pub trait Setting {
    /// The value in the table's terms.
    fn value(&self) -> Value;

    /// Checks the value against its control.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`](crate::Error::OutOfBounds) naming `key`.
    fn check(&self, key: &str, control: Control) -> Result<()> {
        match (self.value(), control) {
            (Value::Number(value), Control::Count { lower, upper } | Control::Number { lower, upper }) => {
                within(key, value, (lower, upper)).map(|_| ())
            }
            // The types of the others hold allowed values only.
            _ => Ok(()),
        }
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {
        $(impl Setting for $number {
            fn value(&self) -> Value {
                Value::Number(*self as f64)
            }
        })+
    };
}
numbers!(f64, u64, usize);

impl Setting for Kind {
    fn value(&self) -> Value {
        Value::Word(self.name())
    }
}

impl Setting for Role {
    fn value(&self) -> Value {
        Value::Word(self.name())
    }
}

impl Setting for Split {
    fn value(&self) -> Value {
        Value::Word(self.name())
    }
}

impl Setting for Ranges {
    fn value(&self) -> Value {
        Value::Ranges(self.clone())
    }
}

impl Setting for Roles {
    fn value(&self) -> Value {
        Value::Roles(self.clone())
    }
}

/// Declares an enum that is chosen by a word. A row reads `/// meaning` `Variant = "word",`.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])+ $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$meaning])+ #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// The words.
            pub const WORDS: &'static [&'static str] = &[$($word),+];
        }

        impl $crate::training::table::Setting for $name {
            fn value(&self) -> $crate::training::table::Value {
                $crate::training::table::Value::Word(match self { $(Self::$variant => $word,)+ })
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How the learning rate goes on after its warm-up.
    Schedule {
        /// Falls along a cosine to zero at the last step.
        Cosine = "cosine",
        /// Stays.
        Constant = "constant",
    }
}

words! {
    /// Whether views differ in what has no derivative, where pictures have that.
    Framing {
        /// They do, at random.
        Random = "random",
        /// They do not.
        Whole = "whole",
    }
}

words! {
    /// What the gradient penalty is taken of.
    PenaltyOf {
        /// The representation itself, as in the paper.
        Plain = "plain",
        /// The representation as the critic sees it, standardised over the batch. Shrinking a dimension, or moving all
        /// representations closer together, gains nothing: only the nuisances' share of the spread counts.
        Standardised = "standardised",
    }
}

words! {
    /// What the contrast between the views of different pictures is measured by.
    Objective {
        /// NT-Xent: each view must find the other one of its picture among all.
        NtXent = "ntxent",
        /// The skew Rényi objective, which forgives pairs of views that have nothing in common.
        Renyi = "renyi",
        /// No negatives: each view predicts what a slow copy of encoder and critic makes of the other.
        NoNegatives = "no-negatives",
    }
}

words! {
    /// What the critic is given.
    CriticInput {
        /// The representation itself.
        Plain = "plain",
        /// The representation in units of its power: divided by the root of its mean square, then each dimension by the root of
        /// the batch's. Nothing is centred.
        Power = "power",
        /// The representation standardised over the batch.
        Standardised = "standardised",
    }
}

words! {
    /// What the two parts of a batch are compared by where their distributions are to match.
    MatchingBy {
        /// The maximum mean discrepancy.
        Mmd = "mmd",
        /// Means and covariances (CORAL).
        Coral = "coral",
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
