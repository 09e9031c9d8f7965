//! Writes what another framework must reproduce before it is timed: pictures with their representations, the learner, and
//! the losses of its first steps with the batches that they come from. Usage: reference FILE

use std::{env, error::Error, fs};

use burn::tensor::Device;
use spirograph_lab::{
    files::write_described,
    tensors::{
        arrays::{Array, Arrays, read_entries},
        parameters::parameters,
    },
};
use spirograph_timings as workloads;

/// Pairs in a batch: few, since the file holds every picture.
const PAIRS: usize = 16;
/// Steps whose losses are written.
const STEPS: u64 = 5;

async fn write(file: &str) -> Result<(), Box<dyn Error>> {
    let device = Device::flex();
    let mut run = workloads::run(PAIRS, false, &device)?;
    let mut arrays: Arrays = parameters(&run.learner(), "learner").await?;
    for step in 0..STEPS {
        let batch = run.source().batch(run.settings().seed, step, PAIRS, 0);
        let pictures = run.source().render(&[batch.first, batch.second].concat(), &device);
        let shape = pictures.dims().to_vec();
        if step == 0 {
            let values = read_entries(run.learner().encoder.representations(pictures.clone())).await?;
            arrays.insert(
                "representations".to_owned(),
                Array { shape: vec![2 * PAIRS, values.len() / (2 * PAIRS)], values },
            );
        }
        arrays.insert(format!("pictures.{step}"), Array { shape, values: read_entries(pictures).await? });
        run.advance();
    }
    run.read_losses().await?;
    let values: Vec<f32> = run.losses().iter().map(|point| point.total).collect();
    arrays.insert("losses".to_owned(), Array { shape: vec![values.len()], values });
    Ok(fs::write(file, write_described("settings", run.settings(), &arrays, |_| false)?)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let file = env::args().nth(1).ok_or("say where the reference values go: reference FILE")?;
    pollster::block_on(write(&file))
}
