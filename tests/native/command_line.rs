//! `spiro` as a person runs it.

use std::{
    collections::HashMap,
    path::PathBuf,
    process::{Command, Output},
};

use spirograph_lab::files::{read_arrays, write_arrays};

use crate::RELATED;

fn spiro(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spiro")).args(arguments).output().unwrap()
}

/// A path for this test alone.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("command_line");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

#[test]
fn a_device_is_chosen_by_name_and_a_card_by_its_number() {
    let refused = |device: &str| {
        let output = spiro(&["--device", device, "render", "--out", "/dev/null"]);
        assert!(!output.status.success(), "{device}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(
        refused("abacus").contains("there is no device “abacus”: there are cpu, webgpu, vulkan, metal, cuda, rocm")
    );
    assert!(refused("webgpu:first").contains("must be a whole number, as in cuda:0"));
    assert!(refused("cpu:1").contains("cpu has no number"));
    // What the tests are built with.
    assert!(refused("cuda").contains("built without cuda: build it with `cargo build --release --features cuda`"));
}

#[test]
fn reproduce_prints_its_tables() {
    let weights = |name: &str| format!("{}/www/assets/weights/{name}.safetensors", env!("CARGO_MANIFEST_DIR"));
    let (base, invariant) = (weights("base"), weights("invariant"));
    let small = ["--training-samples", "20", "--test-samples", "8", "--seeds", "2", "--tables"];
    let tables = |which| {
        let start = ["reproduce", "--base", &base, "--invariant", &invariant];
        stdout(&spiro(&[&start[..], &small, &[which]].concat()))
    };
    // The two tables share their samples.
    let both = tables("read-back,invariance");
    let (read_back, invariance) = both.split_once("### Invariance").unwrap();
    let rows = |text: &str, of: &str| text.lines().filter(|line| line.starts_with('|') && line.contains(of)).count();
    assert_eq!((rows(read_back, "base, lambda = 0"), rows(read_back, "invariant, lambda = 0.01")), (3, 3));
    // Two encoders, three M, four factors and their mean.
    assert_eq!(means(read_back).len(), 2 * 3 * 5);
    assert!(invariance.contains("knowing nothing of the nuisances is an MSE of 80.6"), "{invariance}");
    // Conditional variance, the nuisances' share, their error.
    assert_eq!(means(invariance).len(), 2 * 3);
    // The mean over the factors, in thousandths, stands last in its row.
    for row in means(read_back).chunks(5) {
        assert!((row[..4].iter().sum::<f64>() / 4.0 - row[4]).abs() < 1e-3, "{row:?}");
    }
    let labels = tables("labels");
    assert!(labels.contains("100 labels") && labels.contains("1000 labels"), "{labels}");
    let errors = means(&labels);
    assert_eq!(errors.len(), 2 * 2);
    assert!(errors[1] < errors[0] && errors[3] < errors[2], "more labels, less error: {errors:?}");
}

/// The means of a printed table's cells, row by row: each stands before its spread over seeds.
fn means(table: &str) -> Vec<f64> {
    let cells = table.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split('|'));
    let means: Vec<f64> =
        cells.filter_map(|cell| cell.split_once(" ± ")).map(|(mean, _)| mean.trim().parse().unwrap()).collect();
    assert!(means.iter().all(|mean| mean.is_finite() && *mean > 0.0), "{table}");
    means
}

#[test]
fn pretraining_logs_every_checkpoint() {
    let [out, checkpoint] = ["logged.safetensors", "logged.ck"].map(scratch);
    let log = scratch("logged.csv");
    let [out, checkpoint] = [&out, &checkpoint].map(|path| path.to_str().unwrap());
    let start = ["pretrain", "--batch", "4", "--checkpoint-every", "25", "--probe-samples", "40"];
    let rest = ["--steps", "50", "--out", out, "--checkpoint", checkpoint];
    stdout(&spiro(&[&start[..], &rest].concat()));
    let text = std::fs::read_to_string(log).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][..3], ["step", "learning rate", "lambda"]);
    assert_eq!(lines[1..].iter().map(|line| line[0]).collect::<Vec<_>>(), ["25", "50"]);
    assert!(text.contains("\"error of m, M = 16\""), "{text}");
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn render_writes_a_png_and_a_safetensors_file() {
    let png = scratch("picture.png");
    stdout(&spiro(&["render", "--out", png.to_str().unwrap()]));
    let reader = png::Decoder::new(std::io::BufReader::new(std::fs::File::open(&png).unwrap())).read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (32, 32));
    let tensors = scratch("picture.safetensors");
    stdout(&spiro(&["render", "--published", "--out", tensors.to_str().unwrap()]));
    assert_eq!(read_arrays(&std::fs::read(tensors).unwrap()).unwrap()["images"].shape, [1, 3, 32, 32]);
}

#[test]
fn render_refuses_a_factor_by_name() {
    let output = spiro(&["render", "--factors", "4,0,1.4,0.4,1,0,1,0,1,0"]);
    assert!(!output.status.success());
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(message.contains("b is 0, but must lie between 0.1 and 1.1"), "{message}");
}

#[test]
fn verify_prints_a_line_for_each_quantity_and_fails_on_another_file() {
    let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference.safetensors");
    assert_eq!(stdout(&spiro(&["verify", reference])).lines().count(), 10);
    assert!(!spiro(&["verify", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]).status.success());
    let related = |name: &str| spiro(&["verify", &format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))]);
    let shipped = related("related.safetensors");
    let lines = String::from_utf8(shipped.stdout).unwrap();
    let [fine, coarse] = ["within 1e-4", "within 1e-3"].map(|words| lines.matches(words).count());
    assert_eq!((lines.lines().count(), fine, coarse, lines.matches("MISSING").count()), (23, 22, 1, 0));
    assert!(shipped.status.success());
    // What this version cannot compute is named, and is no success.
    let mut arrays = read_arrays(RELATED).unwrap();
    arrays.insert("jitter.sharpness".to_owned(), arrays["jitter.out"].clone());
    let newer = scratch("newer.safetensors");
    std::fs::write(&newer, write_arrays(&arrays, |_| false, HashMap::new()).unwrap()).unwrap();
    let refused = spiro(&["verify", newer.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("jitter.sharpness"));
    let words = "quantities above tolerance: 0 of 23; missing: 1";
    assert!(String::from_utf8_lossy(&refused.stderr).contains(words));
    assert_eq!(stdout(&related("related-other.safetensors")).lines().count(), 21);
}

#[test]
fn render_takes_the_papers_factors_alone_and_the_hands() {
    let image = |name: &str, arguments: &[&str]| {
        let out = scratch(name);
        stdout(&spiro(&[&["render", "--out", out.to_str().unwrap()], arguments].concat()));
        std::fs::read(out).unwrap()
    };
    let paper = ["--factors", "4,0.6,1.4,0.4,1,0,1,0,1,0"];
    let clean = image("clean.safetensors", &paper);
    assert_eq!(image("noise.safetensors", &[&paper[..], &["--noise", "3"]].concat()), clean);
    let trembling = ["--factors", "4,0.6,1.4,0.4,1,0,1,0,1,0,0.5,0,0,0.3", "--noise"];
    let [first, second] = ["1", "2"].map(|noise| image("flawed.safetensors", &[&trembling[..], &[noise]].concat()));
    assert!(first != clean && second != clean && first != second);
    assert!(!spiro(&["render", "--factors", &["1"; 18].join(",")]).status.success());
}
