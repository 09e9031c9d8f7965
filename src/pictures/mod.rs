//! Pictures: what they are made from, the factors that change them, and how they are rendered with derivatives.

mod batch;
mod drawing;
mod drawn;
mod factor;
mod hand;
mod kind;
mod pen;
pub mod photographs;
mod rendering;
mod rgba;
mod simulated;
mod source;
pub mod spirograph;
mod spirographs;
mod split;
mod symmetry;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

pub use batch::{Batch, Change};
pub use drawing::{Drawing, FARTHEST, Stroke};
pub use drawn::Strokes;
pub use factor::{Factor, Role, Scene, column};
pub use kind::{Kind, Pictures};
pub use pen::{Pen, trace};
pub use photographs::{Crops, PHOTOGRAPHS, Photo, Photographs};
pub use rgba::{planes_to_rgba, shades, signed_to_rgba, to_rgba};
pub use simulated::{Flaw, drawn_again, drawn_by_hand, smooth_curve};
pub use source::{REDRAWN, Ranges, Roles, Source};
pub use spirograph::SIDE;
pub use spirographs::{NATURAL, PUBLISHED, Spirographs};
pub use split::Split;
pub use symmetry::Symmetry;

macro_rules! kinds {
    ($($kind:expr),+) => {
        /// Names of the kinds of pictures that settings and files can name.
        pub const NAMES: &[&str] = &[$($kind.name),+];

        fn named(name: &str) -> Option<Kind> {
            [$(Kind::from($kind)),+].into_iter().find(|kind| kind.name() == name)
        }
    };
}
kinds![NATURAL, PUBLISHED, PHOTOGRAPHS];

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        named(&name).ok_or_else(|| {
            let names = NAMES.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(" or ");
            D::Error::custom(format_args!("pictures must be {names}, not “{name}”"))
        })
    }
}
