//! A training step without and with the gradient penalty, on the CPU device: the penalty may cost 2.2 times as much.

use std::time::Duration;

use burn::tensor::Device;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use spirograph_lab::{
    encoder::Architecture,
    training::{Learner, Run, Settings},
};

/// Losses are read once in so many steps, as the page does.
const READ_EVERY: u64 = 5;

fn training_step(criterion: &mut Criterion) {
    let device = Device::flex();
    let mut group = criterion.benchmark_group("training step");
    group.sample_size(10).warm_up_time(Duration::from_secs(2)).measurement_time(Duration::from_secs(15));
    for batch in [16, 64] {
        for (name, lambda) in [("without penalty", 0.0), ("with penalty", 0.1)] {
            let settings = Settings {
                batch,
                lambda,
                lambda_from: 0,
                lambda_whole_at: 0,
                learning_rate_warm_up: 0,
                steps: 1_000_000,
                ..Settings::default()
            };
            let learner = Learner::new(&Architecture::default(), 1, &device);
            let Ok(mut run) = Run::new(settings, learner, &device) else { continue };
            group.bench_with_input(BenchmarkId::new(name, batch), &batch, |bencher, _| {
                bencher.iter(|| {
                    run.advance();
                    if run.step().is_multiple_of(READ_EVERY) {
                        assert_eq!(pollster::block_on(run.read_losses()), Ok(()));
                    }
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, training_step);
criterion_main!(benches);
