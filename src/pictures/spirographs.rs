//! Spirographs as a kind of pictures, natural or as published, and drawings in their manner.

use burn::tensor::{Device, Tensor};

use super::{
    drawing::Drawing,
    drawn::Strokes,
    factor::{Factor, Scene},
    hand::Hand,
    kind::{Kind, Pictures},
    pen::{Pen, trace},
    spirograph::{Normalisation, Palette, TABLE, colour, intensity},
};
use crate::tensors::Moving;

/// Spirographs, each divided by its own largest intensity.
pub const NATURAL: Spirographs = Spirographs { name: "spirographs", normalisation: Normalisation::Image };

/// Spirographs as in the published data set, which divides each row of an image by its own largest intensity.
pub const PUBLISHED: Spirographs = Spirographs { name: "published spirographs", normalisation: Normalisation::Row };

/// Spirographs under one normalisation.
#[derive(Debug, Clone, Copy)]
pub struct Spirographs {
    pub(super) name: &'static str,
    normalisation: Normalisation,
}

impl Pictures for Spirographs {
    fn name(&self) -> &'static str {
        self.name
    }

    fn factors(&self) -> &'static [Factor] {
        &TABLE
    }

    fn render(&self, scenes: &[Scene], directions: Option<Tensor<2>>, device: &Device) -> Moving<4> {
        let pens: Vec<_> = scenes.iter().map(|scene| Pen::of(scene, directions.is_some())).collect();
        let displacement = displacement(directions);
        let trace = trace(&pens, displacement.as_ref(), device);
        let palette = Palette::of(scenes, displacement.as_ref(), device);
        colour(intensity(trace, self.normalisation), palette)
    }

    fn of_drawing(&self, drawing: &Drawing) -> Option<(Kind, Scene)> {
        Some((Drawn { manner: *self, strokes: Strokes::of(drawing) }.into(), drawing.scene()))
    }
}

/// A drawing in the manner of Spirographs: the factors change its colours and the hand that draws its strokes again.
#[derive(Debug)]
struct Drawn {
    manner: Spirographs,
    strokes: Strokes,
}

impl Pictures for Drawn {
    fn name(&self) -> &'static str {
        self.manner.name
    }

    fn factors(&self) -> &'static [Factor] {
        &TABLE
    }

    fn render(&self, scenes: &[Scene], directions: Option<Tensor<2>>, device: &Device) -> Moving<4> {
        let moves = directions.is_some();
        let pens: Vec<_> = scenes.iter().map(|scene| self.strokes.pen(&Hand::of(scene, moves))).collect();
        let displacement = displacement(directions);
        let map = intensity(trace(&pens, displacement.as_ref(), device), self.manner.normalisation);
        colour(map, Palette::of(scenes, displacement.as_ref(), device))
    }
}

fn displacement(directions: Option<Tensor<2>>) -> Option<Moving<2>> {
    directions.map(|directions| Moving::new(directions.zeros_like(), directions))
}
