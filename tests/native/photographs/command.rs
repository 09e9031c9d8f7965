//! Photographs and CIFAR on the command line: what is opened, and what is refused.

use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use spirograph_lab::{
    pictures::{Crops, Photo, photographs::cifar::EDITIONS},
    training::Checkpoint,
};

use super::{cifar::file, crops::SHIPPED_DIGEST, photo, plain};

/// An empty folder for one test alone, with settings of photographs in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("photographs").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("settings.json"), r#"{"pictures": "photographs", "temperature": 0.5}"#).unwrap();
    folder
}

fn spiro(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spiro"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

/// One step of pretraining in a folder.
fn pretrain(folder: &Path, arguments: &[&str]) -> Output {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let [config, checkpoint, out] = ["settings.json", "run.safetensors", "crops.safetensors"].map(path);
    let run = ["pretrain", "--config", &config, "--checkpoint", &checkpoint, "--out", &out];
    let small = ["--steps", "1", "--batch", "2", "--widths", "2", "--blocks", "1", "--stride", "8", "--probe-samples"];
    spiro(&[&run[..], &small, &["16"], arguments].concat())
}

/// What tells the crops that were opened from others.
fn opened(folder: &Path, arguments: &[&str]) -> String {
    let output = pretrain(folder, &[arguments, &["--fresh"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let run = Checkpoint::from_bytes(&fs::read(folder.join("run.safetensors")).unwrap()).unwrap();
    run.description.things.unwrap()
}

fn refusal(output: &Output) -> String {
    let words = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(!words.contains("panicked"), "{words}");
    words
}

fn digest(photo: Photo) -> String {
    Crops::of_photos(&[photo]).unwrap().digest()
}

/// A PNG of bytes of so many channels.
fn png(channels: ExtendedColorType, (width, height): (usize, usize), bytes: &[u8], exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    exif.into_iter().for_each(|exif| encoder.set_exif_metadata(exif).unwrap());
    encoder.write_image(bytes, width as u32, height as u32, channels).unwrap();
    png
}

fn png_of(photo: &Photo, exif: Option<Vec<u8>>) -> Vec<u8> {
    png(ExtendedColorType::Rgb8, (photo.width, photo.height), &photo.rgb, exif)
}

/// The head of a PNG with so many pixels, which are not there.
fn promised(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]).unwrap();
    drop(writer);
    bytes.into_inner()
}

/// A baseline JPEG in CMYK as Adobe writes it, inverted: one colour, no cyan, yellow and black, but all the magenta.
fn cmyk((width, height): (u16, u16)) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        let length = (content.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker][..], &length, content].concat()
    };
    // Two codes, 0 for nothing and 10 for seven bits; one code, 0 for the end of a block.
    let codes = |class: u8, counts: [u8; 2], symbols: &[u8]| {
        segment(0xc4, &[&[class][..], &counts, &[0; 14], symbols].concat())
    };
    let [height, width] = [height, width].map(u16::to_be_bytes);
    let frame = [&[8][..], &height, &width, &[4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]].concat();
    let blocks = usize::from(u16::from_be_bytes(width)) / 8 * (usize::from(u16::from_be_bytes(height)) / 8);
    [
        vec![0xff, 0xd8],
        segment(0xee, b"Adobe\x00\x64\x00\x00\x00\x00\x00"),
        segment(0xdb, &[&[0][..], &[8; 64]].concat()),
        segment(0xc0, &frame),
        codes(0x00, [1, 1], &[0, 7]),
        codes(0x10, [1, 0], &[0]),
        segment(0xda, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
        // 255, 1, 255, 255, less 128; then blocks that are the same.
        vec![0b1011_1111, 0b1010_0000, 0b0000_1011, 0b1111_1010, 0b1111_1110],
        vec![0; blocks - 1],
        vec![0xff, 0xd9],
    ]
    .concat()
}

#[test]
fn the_shipped_photographs_are_learned_from_unless_others_are_named() {
    let folder = folder("shipped");
    assert_eq!(opened(&folder, &[]), SHIPPED_DIGEST);
    let own = folder.join("own.png");
    fs::write(&own, png_of(&photo("own", 160, 96), None)).unwrap();
    assert_eq!(opened(&folder, &["--photo", own.to_str().unwrap()]), digest(photo("own", 160, 96)));
    let twice = Crops::of_photos(&[photo("own", 160, 96), photo("own", 160, 96)]).unwrap().digest();
    let own = own.to_str().unwrap();
    assert_eq!(opened(&folder, &["--photo", own, "--photo", own]), twice);
    // A run goes on with its own photographs alone.
    let other = refusal(&pretrain(&folder, &[]));
    assert!(other.contains("run.safetensors") && other.contains("other photographs than those at hand"), "{other}");
    assert!(pretrain(&folder, &["--photo", own, "--photo", own]).status.success());
    // Others can begin with its learner, or with its encoder.
    for (option, start) in [("--from", "run.safetensors"), ("--encoder", "crops.safetensors")] {
        let start = folder.join(start);
        assert!(pretrain(&self::folder("started"), &[option, start.to_str().unwrap()]).status.success(), "{option}");
    }
}

#[test]
fn an_encoder_of_photographs_is_measured_and_fine_tuned_on_those_that_are_named() {
    let folder = folder("measured");
    opened(&folder, &[]);
    let own = folder.join("own.png");
    fs::write(&own, png_of(&photo("own", 160, 96), None)).unwrap();
    let weights = folder.join("crops.safetensors");
    let [weights, own] = [&weights, &own].map(|path| path.to_str().unwrap());
    let eval = |arguments: &[&str]| {
        let output = spiro(&[&["eval", weights, "--test-samples", "20"][..], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let shipped = eval(&[]);
    assert!(shipped.starts_with("conditional variance") && !shipped.contains("read-back"), "{shipped}");
    assert!(shipped.contains("\nshare found first, M = 1 "), "{shipped}");
    assert_ne!(eval(&["--photo", own]), shipped);
    assert!(refusal(&spiro(&["calibrate", weights])).contains("reads no factor"));
    let session = folder.join("session.safetensors");
    let fine_tune = |arguments: &[&str]| {
        let plan = ["--steps", "2", "--batch", "4", "--held-out", "8", "--checkpoint", session.to_str().unwrap()];
        spiro(&[&["finetune", weights][..], &plan, arguments].concat())
    };
    let first = fine_tune(&["--photo", own]);
    let table = String::from_utf8(first.stdout.clone()).unwrap();
    assert!(table.contains("sensitivity to hue (nuisance)") && !table.contains("error of"), "{table}");
    assert!(refusal(&fine_tune(&[])).contains("that are not open now"));
    let again = String::from_utf8(fine_tune(&["--photo", own]).stdout).unwrap();
    assert!(again.ends_with(&table), "{again}");
}

#[test]
fn without_a_configuration_what_is_named_is_learned_from() {
    let folder = folder("named");
    let own = folder.join("own.png");
    fs::write(&own, png_of(&photo("own", 160, 96), None)).unwrap();
    let [own, checkpoint, out] =
        [own, folder.join("run.safetensors"), folder.join("crops.safetensors")].map(|path| path.display().to_string());
    let small =
        ["--steps", "1", "--batch", "2", "--widths", "2", "--blocks", "1", "--stride", "8", "--probe-samples", "16"];
    let run = ["pretrain", "--photo", &own, "--checkpoint", &checkpoint, "--out", &out];
    let output = spiro(&[&run[..], &small].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let run = Checkpoint::from_bytes(&fs::read(checkpoint).unwrap()).unwrap();
    assert_eq!(run.description.things, Some(digest(photo("own", 160, 96))));
    assert_eq!(run.description.settings.pictures.name(), "photographs");
}

#[test]
fn photographs_are_refused_where_there_are_none() {
    let base = "www/assets/weights/base.safetensors";
    for command in
        [&["eval", base][..], &["calibrate", base, "--out", "/dev/null"], &["finetune"], &["experiment", "paired"]]
    {
        for option in [["--photo", "www/assets/photographs/cat.webp"], ["--cifar", "."]] {
            let words = refusal(&spiro(&[command, &option].concat()));
            assert!(words.contains("--photo and --cifar: there are no photographs here"), "{words}");
        }
    }
    let both = spiro(&["eval", base, "--photo", "a.png", "--cifar", "."]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn what_an_experiment_found_on_some_photographs_is_not_taken_for_others() {
    let folder = folder("kept");
    let [one, other, state] = ["one.png", "other.png", "state"].map(|name| folder.join(name));
    fs::write(&one, png_of(&photo("one", 160, 96), None)).unwrap();
    fs::write(&other, png_of(&photo("other", 192, 96), None)).unwrap();
    let [one, other, state] = [&one, &other, &state].map(|path| path.to_str().unwrap());
    let experiment = |photo| spiro(&["experiment", "photographs", "--quick", "--state", state, "--photo", photo]);
    let found = experiment(one);
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    assert!(String::from_utf8_lossy(&found.stdout).contains("| share found first, M = 16 "));
    assert_eq!(experiment(one).stdout, found.stdout);
    assert!(refusal(&experiment(other)).contains("is of other photographs; --fresh begins anew"));
    // It is the photographs that count, and not what they are called.
    fs::rename(one, folder.join("same.png")).unwrap();
    fs::rename(other, one).unwrap();
    assert!(refusal(&experiment(one)).contains("is of other photographs"));
    assert_eq!(experiment(folder.join("same.png").to_str().unwrap()).stdout, found.stdout);
}

#[test]
fn what_needs_photographs_and_takes_none_is_refused() {
    let folder = folder("needed");
    let crops = "www/assets/weights/crops-base.safetensors";
    let tables = ["reproduce", "--base", crops, "--tables", "invariance"];
    let words = refusal(&spiro(&tables));
    assert!(words.contains(crops) && words.contains("the photographs are not at hand"), "{words}");
    let sweep = fs::read_to_string("www/assets/experiments/blindness.json").unwrap();
    let own = folder.join("own.json");
    fs::write(&own, sweep.replace("\"encoder\": \"other\"", "\"encoder\": \"crops-base\"")).unwrap();
    let words = refusal(&spiro(&["experiment", own.to_str().unwrap(), "--quick"]));
    assert!(words.contains("the photographs are not at hand"), "{words}");
}

#[test]
fn a_photograph_is_turned_as_its_camera_says() {
    let folder = folder("turned");
    let path = folder.join("turned.png");
    // Little-endian TIFF, one entry: the orientation, 6, a turn by a quarter clockwise.
    let exif = b"II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00";
    let lying = photo("lying", 96, 160);
    fs::write(&path, png_of(&lying, Some(exif.to_vec()))).unwrap();
    let pixel = |x: usize, y: usize| &lying.rgb[3 * (y * 96 + x)..][..3];
    let upright = (0..96 * 160).flat_map(|index| pixel(index / 160, 159 - index % 160).to_vec()).collect();
    let upright = Photo { name: "upright".to_owned(), width: 160, height: 96, rgb: upright };
    assert_eq!(opened(&folder, &["--photo", path.to_str().unwrap()]), digest(upright));
}

#[test]
fn photographs_of_any_channels_become_opaque_colours_of_at_most_640_pixels() {
    let folder = folder("channels");
    let path = folder.join("some.picture");
    let found = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        opened(&folder, &["--photo", path.to_str().unwrap()])
    };
    let size = (160, 96);
    let rgba: Vec<u8> =
        (0..160 * 96).flat_map(|index| if index % 2 == 0 { [10, 20, 30, 0] } else { [10, 20, 30, 255] }).collect();
    let on_white: Vec<u8> =
        (0..160 * 96).flat_map(|index| if index % 2 == 0 { [255; 3] } else { [10, 20, 30] }).collect();
    let expected = Photo { name: "white".to_owned(), width: 160, height: 96, rgb: on_white };
    assert_eq!(found(&png(ExtendedColorType::Rgba8, size, &rgba, None)), digest(expected));
    let half = png(ExtendedColorType::Rgba8, size, &[0, 0, 0, 51].repeat(160 * 96), None);
    assert_eq!(found(&half), digest(plain(160, 96, [204; 3])));
    assert_eq!(found(&png(ExtendedColorType::L8, size, &vec![77; 160 * 96], None)), digest(plain(160, 96, [77; 3])));
    assert_eq!(found(&cmyk((160, 96))), digest(plain(160, 96, [255, 1, 255])));
    let large = plain(1280, 192, [200, 100, 50]);
    assert_eq!(found(&png_of(&large, None)), digest(plain(640, 96, [200, 100, 50])));
}

#[test]
fn what_is_no_photograph_is_refused_by_a_sentence_with_its_name() {
    let folder = folder("refused");
    let refused = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).unwrap();
        let words = refusal(&pretrain(&folder, &["--photo", path.to_str().unwrap()]));
        assert!(words.contains(name), "{words}");
        words
    };
    assert!(refused("text.jpg", b"Dear photograph").contains("it is not a JPEG, PNG or WebP"));
    assert!(refused("empty.png", b"").contains("it is not a JPEG, PNG or WebP"));
    assert!(refused("moving.gif", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;").contains("it is not a JPEG, PNG or WebP"));
    let whole = png_of(&photo("whole", 160, 96), None);
    refused("half.png", &whole[..whole.len() / 2]);
    refused("head.jpg", &[0xff, 0xd8, 0xff, 0xe0, 0x00]);
    assert!(
        refused("tiny.png", &png_of(&photo("tiny", 20, 20), None))
            .contains("has 20 × 20 pixels, less than the 32 × 32")
    );
    let words = refused("long.png", &png_of(&plain(100, 2560, [1, 2, 3]), None));
    assert!(words.contains("it has 100 × 2560 pixels, and 25 × 640 when its longer side is scaled to 640"), "{words}");
    assert!(refused("few.png", &png_of(&photo("few", 64, 64), None)).contains("it makes 4 crops"));
    let words = refused("huge.png", &promised(10_000));
    assert!(words.contains("it has 10000 × 10000 pixels, more than 64 million"), "{words}");
    let missing = refusal(&pretrain(&folder, &["--photo", "nowhere.png"]));
    assert!(missing.contains("cannot read nowhere.png"), "{missing}");
    assert!(!folder.join("run.safetensors").exists(), "nothing has been trained");
}

#[test]
fn cifar_is_read_from_its_folder_or_its_archives() {
    let folder = folder("cifar");
    for (edition, labels) in EDITIONS.iter().zip([[1, 2, 3], [97, 98, 99]]) {
        let archive = folder.join(edition.name);
        let inner = archive.join(edition.folder);
        fs::create_dir_all(&inner).unwrap();
        edition.files().for_each(|name| fs::write(inner.join(name), file(edition, &labels.repeat(3))).unwrap());
        let [archive, inner] = [&archive, &inner].map(|path| opened(&folder, &["--cifar", path.to_str().unwrap()]));
        assert_eq!(archive, inner);
    }
}

#[test]
fn a_broken_cifar_is_refused_by_the_name_of_the_file() {
    let folder = folder("broken");
    let data = folder.join("data");
    fs::create_dir_all(&data).unwrap();
    let refused = || refusal(&pretrain(&folder, &["--cifar", data.to_str().unwrap()]));
    assert!(
        refused().contains("holds no CIFAR in its binary version: expected are data_batch_1.bin to"),
        "{}",
        refused()
    );
    assert!(refused().contains("it is empty"), "{}", refused());
    // The version for Python.
    fs::write(data.join("data_batch_1"), b"pickled").unwrap();
    assert!(refused().contains("there is data_batch_1"), "{}", refused());
    let ten = &EDITIONS[0];
    let write = |name: &str, bytes: &[u8]| fs::write(data.join(name), bytes).unwrap();
    ten.files().take(5).for_each(|name| write(name, &file(ten, &[1, 2, 3])));
    assert!(
        refused().contains("test_batch.bin is missing; there are data_batch_1, data_batch_1.bin, "),
        "{}",
        refused()
    );
    write("test_batch.bin", &file(ten, &[1, 2, 3])[..5000]);
    assert!(refused().contains("test_batch.bin: it has 5000 bytes: 1 record of CIFAR-10"), "{}", refused());
    write("test_batch.bin", &file(ten, &[1, 2, 3]));
    write("data_batch_4.bin", &file(ten, &[1, 12]));
    assert!(refused().contains("data_batch_4.bin: record 2 has the label 12, but the largest is 9"), "{}", refused());
    write("data_batch_4.bin", b"");
    assert!(refused().contains("data_batch_4.bin: it is empty"), "{}", refused());
    write("train.bin", b"");
    assert!(refused().contains("holds CIFAR several times"), "{}", refused());
}
