//! On the devices of CubeCL.

use burn::backend::Cube;

use super::Convolve;

impl Convolve for Cube {}
