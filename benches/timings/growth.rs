//! How time and memory grow with the batch, with M and with the number of steps, as CSV on the output.
//! Usage: growth [STEPS]

use std::{env, error::Error, fs, time::Instant};

use burn::tensor::Device;
use spirograph_lab::tensors::arrays::read_entries;
use spirograph_timings as workloads;

/// Repetitions, of which the shortest counts.
const REPETITIONS: usize = 5;
/// Pairs in a step of the long run.
const PAIRS: usize = 16;
/// Steps between two lines of the long run.
const REPORT_EVERY: usize = 10;
const BATCHES: [usize; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// The memory that the process has resident, in MB: now, or at most so far.
fn resident(which: &str) -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix(which)).ok_or("/proc/self/status is of another form")?;
    Ok(line.trim_matches([':', ' ', '\t', 'k', 'B']).parse::<f64>()? / 1e3)
}

/// Milliseconds of the shortest of some repetitions, after one that is not counted.
fn shortest(mut work: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let mut shortest = f64::INFINITY;
    for repetition in 0..=REPETITIONS {
        let start = Instant::now();
        work()?;
        if repetition > 0 {
            shortest = shortest.min(1e3 * start.elapsed().as_secs_f64());
        }
    }
    Ok(shortest)
}

fn main() -> Result<(), Box<dyn Error>> {
    let steps = env::args().nth(1).map_or(Ok(1000), |word| word.parse())?;
    let device = Device::flex();
    let encoder = workloads::model(&device)?.encoder;
    println!("what,size,milliseconds,megabytes");
    // The long run first: what the others leave behind would hide whether it grows.
    let mut run = workloads::run(PAIRS, false, &device)?;
    let mut start = Instant::now();
    for step in 1..=steps {
        workloads::step(&mut run)?;
        if step % REPORT_EVERY == 0 {
            let milliseconds = 1e3 * start.elapsed().as_secs_f64() / REPORT_EVERY as f64;
            println!("long run,{step},{milliseconds},{}", resident("VmRSS")?);
            start = Instant::now();
        }
    }
    for batch in BATCHES {
        let pictures = workloads::pictures(batch, &device)?;
        let encode = || {
            pollster::block_on(read_entries(encoder.representations(pictures.clone())))?;
            Ok(())
        };
        println!("encode,{batch},{},{}", shortest(encode)?, resident("VmHWM")?);
    }
    for pairs in BATCHES.into_iter().filter(|&pairs| pairs >= 2) {
        let mut run = workloads::run(pairs, false, &device)?;
        println!("step,{pairs},{},{}", shortest(|| workloads::step(&mut run))?, resident("VmHWM")?);
    }
    Ok(())
}
