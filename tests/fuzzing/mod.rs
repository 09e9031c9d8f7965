//! The readers of bytes and text, each as one function of the bytes: it must never panic, refuses with an error that names a
//! field, and reads again what it writes. Here for the fuzzer (`fuzz/`) and for the quick part of it (`tests/native/fuzz.rs`).

use burn::tensor::Device;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use spirograph_lab::{
    Error,
    experiments::{Experiment, Extent, Study},
    files::{older, read_arrays, write_arrays},
    fine_tuning::{Design, FineTuning, Plan},
    measuring::{EvaluationRequest, Reference, verify},
    model::Model,
    pictures::{Crops, Drawing, SIDE, photographs::cifar::EDITIONS},
    reading::ReadBackRequest,
    strokes::StrokeModel,
    training::{Checkpoint, Run, Settings},
    words::invalid,
};

/// A reader as a function of bytes; whether it accepts them.
pub type Reader = fn(&[u8]) -> bool;

/// The readers by the names of their folders in `corpus`.
pub const READERS: [(&str, Reader); 13] = [
    ("tensors", tensors),
    ("weights", weights),
    ("strokes", strokes),
    ("checkpoint", checkpoint),
    ("session", session),
    ("reference", reference),
    ("related", related),
    ("settings", settings),
    ("plan", plan),
    ("request", request),
    ("drawing", drawing),
    ("experiment", experiment),
    ("cifar", cifar),
];

/// Most bytes of a safetensors file that are made to go with a header alone.
const LARGEST: usize = 1 << 19;
/// Most characters of an error: it is read by people.
const LONGEST: usize = 1500;

/// An error names what is wrong, in words that can be shown.
fn check_refusal(error: &Error) {
    let words = error.to_string();
    assert!(!error.field().is_empty() && !words.is_empty(), "{error:?}");
    assert!(words.chars().count() <= LONGEST, "{} characters: {words}", words.chars().count());
    assert!(!words.chars().any(char::is_control), "{words:?}");
}

/// Whether a result is one, and what it says otherwise.
fn accepted<T>(result: Result<T, Error>) -> Option<T> {
    result.inspect_err(check_refusal).ok()
}

/// A safetensors file: the bytes themselves, or, where they are a header in JSON, that header with as many zeros as it asks
/// for. Nearly all that there is to a file is its header, and a file of zeros is a few lines in the corpus.
fn file(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(b"{") {
        return bytes.to_vec();
    }
    let header: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let ends = header.as_object().into_iter().flatten().filter_map(|(_, tensor)| tensor["data_offsets"][1].as_u64());
    let length = ends.max().unwrap_or(0).min(LARGEST as u64) as usize;
    let mut file = (bytes.len() as u64).to_le_bytes().to_vec();
    file.extend(bytes);
    file.resize(file.len() + length, 0);
    file
}

fn tensors(bytes: &[u8]) -> bool {
    let Some(arrays) = accepted(read_arrays(&file(bytes))) else { return false };
    let written = write_arrays(&arrays, |_| false, Default::default()).unwrap();
    let again = read_arrays(&written).unwrap();
    assert!(again.keys().eq(arrays.keys()));
    for (again, array) in again.values().zip(arrays.values()) {
        assert_eq!(again.shape, array.shape);
        assert!(again.values.iter().map(|value| value.to_bits()).eq(array.values.iter().map(|value| value.to_bits())));
    }
    true
}

fn weights(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let Some(model) = accepted(Model::from_bytes(&file(bytes), &device)) else { return false };
    let written = pollster::block_on(model.to_bytes()).unwrap();
    let again = Model::from_bytes(&written, &device).unwrap();
    assert_eq!((&again.description, &again.source), (&model.description, &model.source));
    assert_eq!(again.reader.probe, model.reader.probe);
    true
}

fn strokes(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let Some(model) = accepted(StrokeModel::from_bytes(&file(bytes), &device)) else { return false };
    let written = pollster::block_on(model.to_bytes()).unwrap();
    let again = StrokeModel::from_bytes(&written, &device).unwrap();
    assert_eq!(again.description, model.description);
    let arrays = |model: &StrokeModel| read_arrays(&pollster::block_on(model.to_bytes()).unwrap()).unwrap();
    assert!(arrays(&again) == arrays(&model), "what is written is not what is read");
    true
}

fn checkpoint(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let Some(read) = accepted(Checkpoint::from_bytes(&file(bytes))) else { return false };
    let description = read.description.clone();
    let Some(mut run) = accepted(Run::resumed(read, &device)) else { return false };
    let written = pollster::block_on(run.checkpoint()).unwrap();
    assert_eq!(written.description, description);
    assert_eq!(Checkpoint::from_bytes(&written.to_bytes().unwrap()).unwrap(), written);
    true
}

fn session(bytes: &[u8]) -> bool {
    let device = Device::flex();
    let Some(mut session) = accepted(FineTuning::from_bytes(&file(bytes), None, &device)) else { return false };
    session.outcome();
    session.history_csv();
    session.progress();
    let history = session.history_json().unwrap();
    let written = pollster::block_on(session.to_bytes()).unwrap();
    assert_eq!(FineTuning::from_bytes(&written, None, &device).unwrap().history_json().unwrap(), history);
    true
}

fn reference(bytes: &[u8]) -> bool {
    accepted(Reference::read(&file(bytes))).is_some()
}

/// Reference values of the works around the paper, with what is computed of them.
fn related(bytes: &[u8]) -> bool {
    let file = file(bytes);
    // Those of the paper are pictures, which take their time.
    Reference::read(&file).is_err() && accepted(pollster::block_on(verify(&file, &Device::flex()))).is_some()
}

/// What a text says, which must say the same when it is written and read again.
fn read<T: DeserializeOwned + Serialize + PartialEq>(bytes: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(bytes).ok()?;
    let read: T = older::read(text).inspect_err(|error| check_refusal(&invalid("text", error))).ok()?;
    let written = serde_json::to_string(&read).unwrap();
    assert!(older::read::<T>(&written).is_ok_and(|again| again == read), "{written}");
    Some(read)
}

fn settings(bytes: &[u8]) -> bool {
    let Some(settings) = read::<Settings>(bytes) else { return false };
    let Some(()) = accepted(settings.check()) else { return false };
    for step in [0, 1, settings.steps / 2, settings.steps] {
        assert!(settings.learning_rate_at(step).is_finite() && settings.lambda_at(step).is_finite());
    }
    true
}

fn plan(bytes: &[u8]) -> bool {
    read::<Plan>(bytes)
        .is_some_and(|plan| accepted(plan.check()).is_some() && Design::default().with_runs(plan.runs).check().is_ok())
}

fn request(bytes: &[u8]) -> bool {
    read::<ReadBackRequest>(bytes).is_some() || read::<EvaluationRequest>(bytes).is_some()
}

fn drawing(bytes: &[u8]) -> bool {
    let Some(drawing) = read::<Drawing>(bytes) else { return false };
    let Some(()) = accepted(drawing.check()) else { return false };
    assert!(drawing.scene().factors.iter().all(|factor| factor.is_finite()));
    true
}

/// A file of CIFAR, of either edition: what is read is all that there is in it.
fn cifar(bytes: &[u8]) -> bool {
    let read = EDITIONS.iter().filter_map(|edition| Some((edition, accepted(edition.read("data.bin", bytes))?)));
    let read: Vec<_> = read.collect();
    for (edition, records) in &read {
        assert_eq!(records.labels().len() * edition.record(), bytes.len());
        let of = |record: usize| bytes[(record + 1) * edition.record() - Crops::LENGTH - 1];
        assert!(records.labels().iter().enumerate().all(|(record, &label)| label == usize::from(of(record))));
        let all = [records.clone(), records.clone()].map(|mut half| {
            (0..11).for_each(|_| half.append(records.clone()));
            half
        });
        let [learned, held_out] = all;
        let crops = Crops::labelled(learned, held_out, edition.names(None)).unwrap();
        // The first number of a crop is the lower left one.
        let first = edition.record() - Crops::LENGTH + (SIDE - 1) * SIDE;
        assert_eq!(crops.pixels(0).map(|pixels| pixels[0]), Some(bytes[first]));
    }
    !read.is_empty()
}

fn experiment(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Some(experiment) = accepted(Experiment::read("some.json", text)) else { return false };
    assert!(!experiment.compared.is_empty() && experiment.arms.len() > 1);
    if let Study::Training(plan) = &experiment.study {
        plan.design().check().unwrap();
        for extent in [Extent::Full, Extent::Small, Extent::Quick] {
            plan.plan(extent).check().unwrap();
            let settings = plan.settings(extent);
            assert!(plan.arms.iter().all(|arm| arm.settings(&settings, 1).unwrap().check().is_ok()));
        }
    }
    true
}
