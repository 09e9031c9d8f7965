//! A file to read first: from factors to a table, in a few seconds. `cargo run --release --example train`
//!
//! An encoder learns, from pictures alone, what two pictures of the same Spirograph have in common. Then a linear probe
//! reads the Spirograph's factors from what the encoder says of a picture, and the error of that is the table. It is small
//! and learns for seconds: the shipped encoders learned for hours (docs/results.md).

use burn::tensor::Device;
use spirograph_lab::{
    Result,
    encoder::Architecture,
    measuring::{Protocol, evaluate},
    pictures::{NATURAL, Role, spirograph::TABLE},
    training::{Learner, Run, Settings},
};

fn main() -> Result<()> {
    pollster::block_on(train(&Device::flex()))
}

async fn train(device: &Device) -> Result<()> {
    // A Spirograph has ten factors. Four are of interest; the others are nuisance, and differ between the two views of a
    // pair. The loss is NT-Xent, which tells pairs apart, plus lambda times the gradient penalty: how far the
    // representation moves as the nuisance factors move from those of the first view towards those of the second.
    let settings = Settings {
        pictures: NATURAL.into(),
        steps: 100,
        batch: 32,
        learning_rate_warm_up: 10,
        lambda: 0.01,
        lambda_from: 20,
        lambda_whole_at: 40,
        ..Settings::default()
    };
    let learner = Learner::new(
        &Architecture { widths: vec![8, 16], blocks: 1, ..Architecture::default() },
        settings.seed,
        device,
    );
    let untrained = learner.encoder.clone();
    let mut run = Run::new(settings, learner, device)?;
    while !run.is_finished() {
        // A step draws its own batch, determined by the seed and its number, and leaves its losses on the device.
        run.advance();
        if run.step().is_multiple_of(20) {
            run.read_losses().await?;
            if let Some(point) = run.losses().last() {
                let terms = point.terms.iter().map(|(name, value)| format!("  {name} {value:.3}"));
                println!("step {:3}{}", point.step, terms.collect::<String>());
            }
        }
    }

    // A probe is fitted on some samples and tested on others. With M = 16 the representation of a sample is the mean over
    // sixteen views of it, whose nuisance factors differ: what they say of a picture is averaged away.
    let protocol =
        Protocol { training_samples: 400, test_samples: 200, views: vec![1, 16], ..Protocol::new(1, run.source()) };
    println!("\n{:32}{}", "mean squared error of", row(run.source().names(Role::is_read)));
    for (name, encoder) in [("untrained", &untrained), ("trained", &run.learner().encoder)] {
        for read_back in evaluate(encoder, &protocol, device).await?.read_back {
            let errors = read_back.errors.values().map(|error| format!("{error:.4}"));
            println!("{:32}{}", format!("{name}, M = {}", read_back.views), row(errors));
        }
    }
    // Always guessing the middle of the range is wrong by the factor's variance.
    let variances =
        TABLE.iter().filter(|factor| factor.role.is_read()).map(|factor| format!("{:.4}", factor.variance()));
    println!("{:32}{}", "knowing nothing of the picture", row(variances));
    Ok(())
}

fn row(cells: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    cells.into_iter().map(|cell| format!("{cell:>10}")).collect()
}
