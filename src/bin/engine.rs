//! The page's engine: everything it exports stands in [`spirograph_lab::web`]; this only makes it a program.

// Named so that the linker keeps the library's exports.
use spirograph_lab as _;

fn main() {}
