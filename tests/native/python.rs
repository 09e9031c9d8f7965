//! The Python programs of docs/dataset.md, where there is PyTorch.

use std::{collections::BTreeMap, fs, io::Write, path::Path, process::Command};

use spirograph_lab::{
    encoder::Architecture,
    files::{read_arrays, write_arrays},
    model::{Affine, Description, Model, Probe},
};

use crate::{
    dataset::{WEIGHTS, folder, made},
    device, trained_a_little,
};

/// The Python that has what the documentation's programs need, if there is one. `PYTHON` names one that must.
fn python() -> Option<String> {
    let named = std::env::var("PYTHON").ok();
    let python = named.clone().unwrap_or_else(|| "python3".to_owned());
    let found = Command::new(&python).args(["-c", "import torch, numpy, safetensors"]).output();
    let is_there = found.is_ok_and(|output| output.status.success());
    assert!(is_there || named.is_none(), "PYTHON is {python}, which lacks torch, numpy or safetensors");
    // Past the capture of what passing tests print.
    if !is_there {
        let _ = writeln!(
            std::io::stderr(),
            "\nNOT RUN: the Python programs of docs/dataset.md. {python} lacks torch, numpy or safetensors; PYTHON names another."
        );
    }
    is_there.then_some(python)
}

/// What a program of the documentation prints.
fn printed(python: &str, folder: &Path, program: &str, arguments: &[&str]) -> String {
    let program = format!("{}/docs/python/{program}", env!("CARGO_MANIFEST_DIR"));
    // Two threads that wait for each other take minutes where the other tests have the cores.
    let mut command = Command::new(python);
    let output = command.arg(program).args(arguments).current_dir(folder).env("OMP_NUM_THREADS", "1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_documentation_shows_its_programs_as_they_are() {
    let document = include_str!("../../docs/dataset.md");
    for program in [include_str!("../../docs/python/train.py"), include_str!("../../docs/python/encoder.py")] {
        assert!(document.contains(&format!("```python\n{program}```")), "{program}");
    }
}

#[test]
fn pytorch_learns_from_an_npz() {
    let Some(python) = python() else { return };
    let folder = folder("train");
    made(&folder, "dataset set.npz --train 2000 --test 200");
    let text = printed(&python, &folder, "train.py", &["set.npz"]);
    let errors: BTreeMap<_, f64> = text.lines().map(read_error).collect();
    assert_eq!(errors.keys().copied().collect::<Vec<_>>(), ["b", "fore.r", "m", "sigma"]);
    // Knowing nothing is 1.
    assert!(errors["m"] < 0.4 && errors["fore.r"] < 0.5 && errors.values().all(|&error| error < 1.0), "{text}");
}

fn read_error(line: &str) -> (&str, f64) {
    let (name, rest) = line.split_once(": ").unwrap();
    (name, rest.split(' ').next().unwrap().parse().unwrap())
}

/// A model of an unusual shape.
fn unusual() -> Model {
    let architecture =
        Architecture { widths: vec![8, 16, 8], blocks: 1, stride: 2, joins_stages: false, neck: Some(12) };
    let model = Model::from_bytes(&fs::read(WEIGHTS).unwrap(), &device()).unwrap();
    let targets = model.description.targets.clone();
    let map = Affine { weights: vec![vec![0.0; 12]; targets.len()], offsets: vec![0.0; targets.len()] };
    let encoder = trained_a_little(&architecture, &device());
    Model::new(encoder, Probe { targets, map }, Description { architecture, ..model.description }).unwrap()
}

#[test]
fn pytorch_makes_the_same_representations() {
    let Some(python) = python() else { return };
    let folder = folder("represent");
    fs::write(folder.join("unusual.safetensors"), pollster::block_on(unusual().to_bytes()).unwrap()).unwrap();
    made(&folder, "dataset set.safetensors --train 1 --test 20 --views 2 --split drawing");
    for weights in [WEIGHTS, "unusual.safetensors"] {
        made(&folder, &format!("encode {weights} set.safetensors --name test.images --out out.safetensors"));
        let difference = |representations: &str| -> f64 {
            let text =
                printed(&python, &folder, "encoder.py", &[weights, "set.safetensors", "test.images", representations]);
            assert!(text.starts_with("40 representations differ by "), "{text}");
            text.split(' ').nth(4).unwrap().parse().unwrap()
        };
        let same = difference("out.safetensors");
        assert!(same < 1e-4, "{same}");
        // It would tell if one number were another.
        let mut arrays = read_arrays(&fs::read(folder.join("out.safetensors")).unwrap()).unwrap();
        let numbers = &mut arrays.get_mut("representations").unwrap().values;
        let count = numbers.len() as f32;
        let mean = numbers.iter().sum::<f32>() / count;
        let deviation = (numbers.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count).sqrt();
        numbers[7] += 0.01 * deviation;
        fs::write(folder.join("other.safetensors"), write_arrays(&arrays, |_| false, Default::default()).unwrap())
            .unwrap();
        assert!((5e-3..2e-2).contains(&difference("other.safetensors")));
    }
}
