//! A batch in parts, one for each thread. In a browser there is one.

use crate::{
    finish::Finish,
    scratch::Scratch,
    shape::Shape,
    work::{InputGradients, Results, Unpack, WeightGradient, on_this_processor},
};

/// Results of all images, with what follows; `weight` is packed for it.
pub fn results(shape: &Shape, images: &[f32], weight: &[f32], finish: &Finish) -> Vec<f32> {
    let mut results = vec![0.0; shape.batch * shape.result_length()];
    let together = images_of_a_part(shape);
    let length = together * shape.result_length();
    let parts = images.chunks(together * shape.image_length()).zip(results.chunks_mut(length));
    each(parts.enumerate(), |(index, (images, results))| {
        Scratch::with(|scratch| {
            let start = index * length;
            on_this_processor(Results { shape, images, weight, finish, start, results, scratch });
        });
    });
    results
}

/// Gradients by all images, of those by all results before what follows; `weight` is packed for it.
pub fn input_gradients(shape: &Shape, gradients: &[f32], weight: &[f32]) -> Vec<f32> {
    let mut images = vec![0.0; shape.batch * shape.image_length()];
    let together = images_of_a_part(shape);
    let parts = gradients.chunks(together * shape.result_length());
    each(parts.zip(images.chunks_mut(together * shape.image_length())), |(gradients, images)| {
        Scratch::with(|scratch| on_this_processor(InputGradients { shape, gradients, weight, images, scratch }));
    });
    images
}

/// The gradient by the weight `[out, in, size, size]`. The parts are summed in their order, so that it is the same each time.
pub fn weight_gradient(shape: &Shape, images: &[f32], gradients: &[f32]) -> Vec<f32> {
    let together = images_of_a_part(shape);
    let parts = images.chunks(together * shape.image_length());
    let sums = each(parts.zip(gradients.chunks(together * shape.result_length())), |(images, gradients)| {
        Scratch::with(|scratch| on_this_processor(WeightGradient { shape, images, gradients, scratch }))
    });
    let sum = sums.into_iter().reduce(|mut sum, part| {
        for (sum, part) in sum.iter_mut().zip(part) {
            *sum += part;
        }
        sum
    });
    on_this_processor(Unpack { shape, sums: &sum.unwrap_or_default() })
}

/// Few enough for all threads to have some.
fn images_of_a_part(shape: &Shape) -> usize {
    shape.batch.div_ceil(threads()).max(1)
}

#[cfg(not(target_arch = "wasm32"))]
fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(target_arch = "wasm32")]
fn threads() -> usize {
    1
}

#[cfg(not(target_arch = "wasm32"))]
fn each<P: Send, R: Send>(parts: impl Iterator<Item = P>, work: impl Fn(P) -> R + Send + Sync) -> Vec<R> {
    use rayon::prelude::*;
    let parts = Vec::from_iter(parts);
    parts.into_par_iter().map(work).collect()
}

#[cfg(target_arch = "wasm32")]
fn each<P, R>(parts: impl Iterator<Item = P>, work: impl Fn(P) -> R) -> Vec<R> {
    parts.map(work).collect()
}
