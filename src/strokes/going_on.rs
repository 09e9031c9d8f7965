//! Going on by itself: each position that the network predicts is the next one that it reads.

use burn::tensor::Tensor;

use super::{
    pen::{pens, tensor},
    plane::Point,
    transformer::Transformer,
};
use crate::{error::Result, tensors::arrays::read_entries};

/// The next `count` positions of strokes of equal lengths in the plane, of two positions or more, with their tokens `[strokes, token]`. Each lies a step
/// from the one before, in the direction that is predicted. Together they are at
/// most [`LENGTH`](super::LENGTH).
///
/// # Errors
/// [`Error::Device`](crate::Error::Device) if the device fails.
pub async fn go_on(
    network: &Transformer,
    tokens: Tensor<2>,
    strokes: &[Vec<Point>],
    count: usize,
) -> Result<Vec<Vec<Point>>> {
    let device = tokens.device();
    let read: Vec<_> = strokes.iter().map(|stroke| pens(stroke)).collect();
    let features: Vec<_> = read.iter().map(|pens| pens.iter().map(|pen| pen.features()).collect()).collect();
    let mut now: Vec<_> = read.iter().filter_map(|pens| pens.last().copied()).collect();
    let (turns, mut memory) = network.read(tokens, tensor(&features, &device));
    let last = turns.dims()[1] - 1;
    let mut turns = turns.narrow(1, last, 1);
    let mut rest = vec![Vec::new(); strokes.len()];
    for index in 0..count {
        let predicted = read_entries(turns.clone()).await?;
        for ((pen, turn), rest) in now.iter_mut().zip(predicted.as_chunks::<2>().0).zip(&mut rest) {
            *pen = pen.turned_by(turn.map(f64::from));
            rest.push(pen.position);
        }
        if index + 1 < count {
            let features: Vec<_> = now.iter().map(|pen| vec![pen.features()]).collect();
            turns = network.go_on(tensor(&features, &device), &mut memory);
        }
    }
    Ok(rest)
}
