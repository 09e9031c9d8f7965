//! Scenes as images, and as images that move along a direction.

use burn::tensor::{Device, Tensor};

use super::{
    factor::{Factor, Role, Scene},
    source::Source,
    symmetry::changed,
};
use crate::tensors::{Moving, arrays::matrix};

impl Source {
    /// Images `[B, 3, SIDE, SIDE]`.
    pub fn render(&self, scenes: &[Scene], device: &Device) -> Tensor<4> {
        changed(self.kind().render(scenes, None, device), scenes).value
    }

    /// Images `[B, 3, SIDE, SIDE]` that move along `directions`, a row for each scene and a column for each factor.
    /// Factors without a derivative stand still.
    pub fn render_moving(
        &self,
        scenes: &[Scene],
        directions: impl ExactSizeIterator<Item = Vec<f64>>,
        device: &Device,
    ) -> Moving<4> {
        let moves = |factor: &Factor| f64::from(u8::from(factor.is_differentiable));
        let directions =
            directions.map(|row| row.into_iter().zip(self.factors()).map(|(by, factor)| by * moves(factor)));
        let directions: Vec<Vec<f64>> = directions.map(Iterator::collect).collect();
        changed(self.kind().render(scenes, Some(matrix(directions.into_iter(), device)), device), scenes)
    }

    /// For each differentiable factor of such roles its name and the direction in which it alone moves, by one unit.
    pub fn directions(&self, ask: fn(Role) -> bool) -> impl Iterator<Item = (&'static str, Vec<f64>)> {
        let count = self.factors().len();
        let differentiable =
            self.factors().iter().enumerate().filter(move |(_, factor)| factor.is_differentiable && ask(factor.role));
        differentiable.map(move |(column, factor)| {
            (factor.name, (0..count).map(|other| f64::from(u8::from(other == column))).collect())
        })
    }

    /// Images of the first scenes that move towards the second: along α′ − α. What is equivariant is no nuisance, and stands
    /// still.
    pub fn render_towards(&self, first: &[Scene], second: &[Scene], device: &Device) -> Moving<4> {
        let towards = |(first, second): (&Scene, &Scene)| {
            let values = second.factors.iter().zip(&first.factors).zip(self.factors());
            let by = |((second, first), factor): ((&f64, &f64), &Factor)| match factor.role {
                Role::Equivariant => 0.0,
                _ => second - first,
            };
            values.map(by).collect()
        };
        self.render_moving(first, first.iter().zip(second).map(towards), device)
    }
}
