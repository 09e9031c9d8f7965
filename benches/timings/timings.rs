//! Criterion: encoding, and a step of training without and with the gradient penalty, on the CPU device.
//! RAYON_NUM_THREADS says on how many threads.

use std::{error::Error, time::Duration};

use burn::tensor::Device;
use criterion::{BenchmarkId, Criterion, Throughput};
use spirograph_lab::tensors::arrays::read_entries;
use spirograph_timings as workloads;

fn encode(criterion: &mut Criterion, device: &Device) -> Result<(), Box<dyn Error>> {
    let encoder = workloads::model(device)?.encoder;
    let mut group = criterion.benchmark_group("encode");
    for batch in [1, 16, 64, 256] {
        let pictures = workloads::pictures(batch, device)?;
        group.throughput(Throughput::Elements(batch as u64));
        group.bench_function(BenchmarkId::from_parameter(batch), |bencher| {
            bencher.iter(|| pollster::block_on(read_entries(encoder.representations(pictures.clone()))));
        });
    }
    group.finish();
    Ok(())
}

fn training_step(criterion: &mut Criterion, device: &Device) -> Result<(), Box<dyn Error>> {
    for (name, with_penalty) in [("step", false), ("step with the penalty", true)] {
        let mut group = criterion.benchmark_group(name);
        for pairs in [16, 64, 256] {
            let mut run = workloads::run(pairs, with_penalty, device)?;
            let mut failure = None;
            group.bench_function(BenchmarkId::from_parameter(pairs), |bencher| {
                bencher.iter(|| failure = failure.take().or(workloads::step(&mut run).err()));
            });
            if let Some(failure) = failure {
                return Err(failure);
            }
        }
        group.finish();
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::flex();
    let criterion = Criterion::default().sample_size(10).warm_up_time(Duration::from_secs(1));
    let mut criterion = criterion.measurement_time(Duration::from_secs(5)).configure_from_args();
    encode(&mut criterion, &device)?;
    training_step(&mut criterion, &device)?;
    criterion.final_summary();
    Ok(())
}
