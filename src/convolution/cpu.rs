//! On the CPU.

use burn::backend::Flex;

use super::Convolve;

impl Convolve for Flex {}
