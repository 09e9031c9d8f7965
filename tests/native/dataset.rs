//! `spiro dataset` and `spiro encode` as a person runs them.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use burn::tensor::{Tensor, TensorData};
use rawzip::{CompressionMethod, ZipArchive};
use serde_json::{Value, json};
use spirograph_lab::{
    files::{DATA_SET, read_arrays, read_described},
    model::Model,
    pictures::{NATURAL, PUBLISHED, Role, Scene, Source, Split, spirograph::TABLE, to_rgba},
    tensors::arrays::{Array, Arrays},
};

use crate::{device, roles, values};

/// Numbers of an image.
const LENGTH: usize = 3 * 32 * 32;
pub const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www/assets/weights/invariant.safetensors");

/// A new folder for one test.
pub fn folder(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("dataset").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn spiro(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spiro")).current_dir(folder).args(arguments.split(' ')).output().unwrap()
}

pub fn made(folder: &Path, arguments: &str) {
    let output = spiro(folder, arguments);
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

fn refused(folder: &Path, arguments: &str) -> String {
    let output = spiro(folder, arguments);
    assert!(!output.status.success(), "{arguments}");
    String::from_utf8(output.stderr).unwrap()
}

/// The arrays of a safetensors file, and its description.
fn read(path: &Path) -> (Value, Arrays) {
    read_described(&DATA_SET, &fs::read(path).unwrap()).unwrap()
}

/// The files of an archive that are not compressed.
fn unpacked(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let bytes = fs::read(path).unwrap();
    let archive = ZipArchive::from_slice(&bytes).unwrap();
    let mut entries = archive.entries();
    let mut files = BTreeMap::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        assert_eq!(entry.compression_method(), CompressionMethod::STORE);
        let name = entry.file_path().try_normalize().unwrap().as_ref().to_owned();
        let found = archive.get_entry(entry.wayfinder()).unwrap();
        let mut data = Vec::new();
        // Fails where length or checksum do not fit.
        found.verifying_reader(found.data()).read_to_end(&mut data).unwrap();
        files.insert(name, data);
    }
    files
}

/// An array in NumPy's format.
fn npy(bytes: &[u8]) -> Array {
    assert_eq!(bytes[..8], *b"\x93NUMPY\x01\x00");
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!(start % 64, 0);
    let header = std::str::from_utf8(&bytes[10..start]).unwrap();
    assert!(header.starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (") && header.ends_with('\n'));
    let shape = header.split(['(', ')']).nth(1).unwrap().split(',').map(str::trim).filter(|size| !size.is_empty());
    let values = bytes[start..].chunks(4).map(|number| f32::from_le_bytes(number.try_into().unwrap())).collect();
    Array { shape: shape.map(|size| size.parse().unwrap()).collect(), values }
}

/// What a source renders of rows of factors.
fn rendered(source: &Source, factors: &Array) -> Vec<f32> {
    let rows = factors.values.chunks(TABLE.len()).map(|row| row.iter().map(|&value| f64::from(value)).collect());
    let scenes: Vec<_> = rows.map(|factors: Vec<f64>| Scene::new(factors)).collect();
    values(source.render(&scenes, &device()))
}

fn largest_difference(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    left.iter().zip(right).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max)
}

#[test]
fn images_are_of_the_factors_beside_them() {
    let folder = folder("factors");
    for (name, option, pictures) in [("natural", "", NATURAL), ("published", " --published", PUBLISHED)] {
        made(&folder, &format!("dataset {name}.safetensors --train 40 --test 9 --seed 7{option}"));
        let (description, arrays) = read(&folder.join(format!("{name}.safetensors")));
        let names: Vec<_> = TABLE.iter().map(|factor| factor.name).collect();
        assert_eq!(description["factors"], json!(names));
        let source = Source::new(pictures, &roles(&[])).unwrap();
        assert_eq!(description["pictures"], source.name());
        assert_eq!(
            (&description["seed"], &description["views"], &description["split"]),
            (&json!(7), &json!(1), &json!("paper"))
        );
        assert_eq!(description["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(arrays.len(), 4);
        for (part, samples) in [("train", 40), ("test", 9)] {
            let (images, factors) = (&arrays[&format!("{part}.images")], &arrays[&format!("{part}.factors")]);
            assert_eq!((&images.shape[..], &factors.shape[..]), (&[samples, 3, 32, 32][..], &[samples, 17][..]));
            // The factors of the file are in single precision, the curve is computed in double precision.
            let difference = largest_difference(&images.values, &rendered(&source, factors));
            assert!(difference < 1e-4, "{difference}");
            for row in factors.values.chunks(TABLE.len()) {
                for (factor, &value) in TABLE.iter().zip(row) {
                    let value = f64::from(value);
                    let within = (factor.lower - 1e-6..=factor.upper + 1e-6).contains(&value);
                    assert!(
                        within && (factor.role != Role::Fixed || value == factor.neutral),
                        "{}: {value}",
                        factor.name
                    );
                }
            }
        }
    }
}

#[test]
fn a_sample_depends_on_the_seed_and_not_on_how_many_there_are() {
    let folder = folder("seeds");
    let images = |arguments: &str| {
        made(&folder, &format!("dataset out.safetensors --force {arguments}"));
        let (_, mut arrays) = read(&folder.join("out.safetensors"));
        ["train.images", "test.images"].map(|name| arrays.remove(name).unwrap().values)
    };
    // More than one chunk of pictures is rendered at once.
    let [many, test] = images("--train 510 --test 3 --seed 4");
    let [few, other] = images("--train 6 --test 2 --seed 4");
    assert_eq!(many[..6 * LENGTH], few);
    assert_eq!(test[..2 * LENGTH], other);
    assert_ne!(few[..2 * LENGTH], other);
    let [reseeded, _] = images("--train 6 --test 2 --seed 5");
    assert_ne!(few, reseeded);
    let file = |seed: u8| {
        made(&folder, &format!("dataset out.safetensors --force --train 2 --test 2 --seed {seed}"));
        fs::read(folder.join("out.safetensors")).unwrap()
    };
    assert_eq!(file(4), file(4));
}

#[test]
fn views_share_what_is_of_interest_and_a_drawings_hand_has_flaws() {
    let folder = folder("views");
    made(&folder, "dataset views.safetensors --train 5 --test 2 --views 3 --split drawing");
    made(&folder, "dataset one.safetensors --train 5 --test 2 --split drawing");
    let (description, views) = read(&folder.join("views.safetensors"));
    assert_eq!((&description["split"], &description["views"]), (&json!("drawing"), &json!(3)));
    let source = Source::new(NATURAL, &Split::Drawing.roles(&TABLE, &roles(&[]))).unwrap();
    let expected: Vec<_> = source.factors().iter().map(|factor| factor.role.name()).collect();
    assert_eq!(description["roles"], json!(expected));
    assert!(!expected.contains(&"fixed"));
    let (_, one) = read(&folder.join("one.safetensors"));
    let (images, factors) = (&views["train.images"], &views["train.factors"]);
    assert_eq!((&images.shape[..], &factors.shape[..]), (&[5, 3, 3, 32, 32][..], &[5, 3, 17][..]));
    for (sample, first) in factors.values.chunks(3 * 17).zip(one["train.factors"].values.chunks(17)) {
        assert_eq!(&sample[..17], first);
        let [first, second, third] = [0, 17, 34].map(|start| &sample[start..start + 17]);
        for (column, factor) in source.factors().iter().enumerate() {
            let is_same = first[column] == second[column] && second[column] == third[column];
            assert_eq!(is_same, factor.role == Role::Interest, "{}", factor.name);
        }
    }
    let firsts: Vec<f32> = images.values.chunks(3 * LENGTH).flat_map(|sample| &sample[..LENGTH]).copied().collect();
    assert_eq!(firsts, one["train.images"].values);
}

#[test]
fn the_formats_hold_the_same() {
    let folder = folder("formats");
    for out in ["set.safetensors", "set.npz", "set/"] {
        made(&folder, &format!("dataset {out} --train 7 --test 4 --seed 3"));
    }
    let (description, arrays) = read(&folder.join("set.safetensors"));
    let mut archive = unpacked(&folder.join("set.npz"));
    let described = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap();
    assert_eq!(described(&archive.remove("description.json").unwrap()), description);
    let named = archive.iter().map(|(name, bytes)| (name.replace('_', ".").replace(".npy", ""), npy(bytes)));
    assert_eq!(named.collect::<Arrays>(), arrays);
    assert_eq!(described(&fs::read(folder.join("set/description.json")).unwrap()), description);
    for (part, samples) in [("train", 7), ("test", 4)] {
        let table = fs::read_to_string(folder.join(format!("set/{part}.csv"))).unwrap();
        let mut lines = table.lines();
        let names: Vec<_> = TABLE.iter().map(|factor| factor.name).collect();
        assert_eq!(lines.next().unwrap(), format!("file,{}", names.join(",")));
        let lines: Vec<_> = lines.collect();
        assert_eq!((lines.len(), fs::read_dir(folder.join("set").join(part)).unwrap().count()), (samples, samples));
        let images = arrays[&format!("{part}.images")].values.chunks(LENGTH);
        let factors = arrays[&format!("{part}.factors")].values.chunks(17);
        for ((line, image), factors) in lines.iter().zip(images).zip(factors) {
            let (file, numbers) = line.split_once(',').unwrap();
            assert_eq!(numbers.split(',').map(|number| number.parse().unwrap()).collect::<Vec<f32>>(), factors);
            assert_eq!(png_pixels(&folder.join("set").join(file)), to_rgba(image));
        }
    }
}

fn png_pixels(path: &Path) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

#[test]
fn refusals_name_the_argument_and_touch_nothing() {
    let folder = folder("refusals");
    let says = |arguments: &str, what: &str| {
        let message = refused(&folder, &format!("dataset {arguments}"));
        assert!(message.contains(what), "{message}");
    };
    says("set.zip", "OUT must end in .safetensors or .npz, or have no end for a folder, not .zip");
    says("..", "OUT must name a file or a new folder");
    says("set.npz --train 0 --test 0", "--train and --test: there must be a sample");
    says("set.npz --views 0", "--views");
    says("set.npz --split pencil", "'--split <SPLIT>': it must be paper or drawing");
    says("set.npz --train -1", "--train");
    says("set.npz --train 2.5", "'2.5' for '--train <TRAIN>'");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);

    fs::write(folder.join("set.npz"), "mine").unwrap();
    says("set.npz --train 1 --test 1", "set.npz is there already: --force writes over it");
    assert_eq!(fs::read(folder.join("set.npz")).unwrap(), b"mine");
    made(&folder, "dataset set.npz --train 1 --test 1 --force");
    assert_eq!(unpacked(&folder.join("set.npz")).len(), 5);

    // A folder of something else is not deleted, a data set is.
    fs::create_dir(folder.join("photographs")).unwrap();
    fs::write(folder.join("photographs/one.png"), "mine").unwrap();
    says("photographs --force", "photographs is a folder, and not of a data set");
    assert!(folder.join("photographs/one.png").exists());
    made(&folder, "dataset pictures --train 3 --test 1");
    made(&folder, "dataset pictures --train 2 --test 1 --force");
    assert_eq!(fs::read_dir(folder.join("pictures/train")).unwrap().count(), 2);
}

/// What is being written beside a data set.
fn beside(folder: &Path, name: &str) -> Option<PathBuf> {
    let is_beside = |file: &str| file.starts_with(&format!(".{name}.")) && file.ends_with(".partial");
    let mut files = fs::read_dir(folder).ok()?.flatten();
    files.find(|file| file.file_name().to_str().is_some_and(is_beside)).map(|file| file.path())
}

#[test]
fn an_interrupted_run_leaves_what_was_there() {
    let folder = folder("interrupted");
    for name in ["set.npz", "set.safetensors", "set"] {
        made(&folder, &format!("dataset {name} --train 2 --test 1"));
        let out = folder.join(name);
        let partial = || beside(&folder, name).unwrap_or_default();
        let listed = |path: &Path| fs::read_dir(path).map(|files| files.count()).unwrap_or_default();
        let before = (fs::metadata(&out).unwrap().len(), listed(&out.join("train")));
        let mut run = Command::new(env!("CARGO_BIN_EXE_spiro"));
        let run = run.current_dir(&folder).args(["dataset", name, "--force"]).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        // Until some pictures are written.
        let begun = Instant::now();
        let has_begun =
            || listed(&partial().join("train")) > 1 || fs::metadata(partial()).is_ok_and(|m| m.len() > 1 << 20);
        while !has_begun() {
            assert!(begun.elapsed() < Duration::from_secs(60) && run.try_wait().unwrap().is_none(), "{name}");
            std::thread::sleep(Duration::from_millis(5));
        }
        run.kill().unwrap();
        assert!(!run.wait().unwrap().success());
        assert_eq!((fs::metadata(&out).unwrap().len(), listed(&out.join("train"))), before);
        // What is left of it is in nobody's way.
        made(&folder, &format!("dataset {name} --train 3 --test 1 --force"));
    }
    assert_eq!(fs::read_dir(folder.join("set/train")).unwrap().count(), 3);
    assert_eq!(read(&folder.join("set.safetensors")).1["train.images"].shape[0], 3);
}

#[test]
fn encode_writes_what_the_encoder_makes() {
    let folder = folder("encode");
    made(&folder, "dataset set.safetensors --train 2 --test 3 --views 2");
    made(&folder, &format!("encode {WEIGHTS} set.safetensors --name test.images --out out.safetensors"));
    let images = read(&folder.join("set.safetensors")).1.remove("test.images").unwrap().values;
    let found =
        read_arrays(&fs::read(folder.join("out.safetensors")).unwrap()).unwrap().remove("representations").unwrap();
    let model = Model::from_bytes(&fs::read(WEIGHTS).unwrap(), &device()).unwrap();
    let images = Tensor::from_data(TensorData::new(images, [6, 3, 32, 32]), &device());
    let expected = values(model.encoder.representations(images));
    assert_eq!(found.shape, [6, model.description.architecture.dimension()]);
    let largest = expected.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
    assert!(largest > 1.0 && largest_difference(&found.values, &expected) < 1e-6 * largest);

    let says = |arguments: &str, what: &str| {
        let message = refused(&folder, &format!("encode {WEIGHTS} {arguments}"));
        assert!(message.contains(what), "{message}");
    };
    says("set.safetensors", "set.safetensors holds no tensor “images”: --name");
    says("set.safetensors --name test.factors", "test.factors has the shape [3, 2, 17], which must end in 3, 32, 32");
    says("missing.safetensors", "missing.safetensors");
}
