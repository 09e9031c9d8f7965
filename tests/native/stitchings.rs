//! One encoder's representations read by another's probe.

use spirograph_lab::{
    Error,
    measuring::{Anchors, Reads, Stitching, StitchingPlan},
    model::Model,
    named::Named,
    pictures::{NATURAL, PUBLISHED, Roles, Source},
    random::Purpose,
    reading::{FactorEstimate, ReadBackRequest, Subject, read_back, read_side_by_side},
    translating::Class,
};

use crate::{assert_close, device, models::model};

/// A model, and the same with a probe that says twice as much of everything.
fn two_models() -> [Model; 2] {
    let (one, mut other) = (model(), model());
    let map = &mut other.reader.probe.map;
    map.weights.iter_mut().flatten().chain(&mut map.offsets).for_each(|number| *number *= 2.0);
    [one, other]
}

fn finished(plan: StitchingPlan, models: [&Model; 2]) -> Vec<Named<f64>> {
    let mut stitching = Stitching::new(plan, models, &device()).unwrap();
    let mut share = -1.0;
    while !pollster::block_on(stitching.advance()).unwrap() {
        assert!(stitching.share() > share && stitching.share() < 1.0, "{} after {share}", stitching.share());
        share = stitching.share();
    }
    assert_close(stitching.share(), 1.0, 1e-12, "share");
    stitching.finish()
}

#[test]
fn between_equal_encoders_the_second_probe_reads_what_it_reads_itself() {
    let [one, other] = two_models();
    let translated = [Class::None, Class::Linear, Class::Ortho].map(Reads::Translated);
    let reads = [Reads::From, Reads::To].into_iter().chain(translated).collect();
    let errors = finished(StitchingPlan { anchors: vec![2, 80], samples: 40, seed: 1, reads }, [&one, &other]);
    let names = StitchingPlan::quantities(&[2, 80]);
    assert_eq!(names[0], "error on Spirographs, n = 2");
    assert_eq!(names[3], "error on drawings, n = 80");
    let of = |reader: usize, name: &str| *errors[reader].get(name).unwrap();
    for name in &names {
        // Another probe makes other errors: the two columns are not the same by accident.
        assert!((of(0, name) - of(1, name)).abs() > 0.1, "{name}: {} and {}", of(0, name), of(1, name));
        assert_close(of(2, name), of(1, name), 1e-6, name);
        for class in [3, 4] {
            // Two anchors span one direction of 40; eighty span all in which the encoder moves.
            let tolerance = if name.ends_with("n = 80") { 1e-2 * of(1, name) } else { f64::INFINITY };
            assert_close(of(class, name), of(1, name), tolerance, name);
        }
    }
    assert!((of(3, &names[0]) - of(1, &names[0])).abs() > 1e-4, "two anchors are not enough");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let [one, mut other] = two_models();
    let plan = |anchors: &[usize], samples| StitchingPlan {
        anchors: anchors.to_vec(),
        samples,
        seed: 1,
        reads: vec![Reads::To],
    };
    let refused = |plan, other: &Model| match Stitching::new(plan, [&one, other], &device()) {
        Err(error) => (error.code(), error.field().to_owned()),
        Ok(_) => ("", String::new()),
    };
    assert_eq!(refused(plan(&[16, 1], 4), &other), ("out_of_bounds", "anchors".to_owned()));
    assert_eq!(refused(plan(&[16], 0), &other), ("out_of_bounds", "samples".to_owned()));
    other.reader.probe.targets.swap(0, 1);
    assert_eq!(refused(plan(&[16], 4), &other), ("invalid", "encoder".to_owned()));
}

#[test]
fn the_same_scenes_are_pictured_in_each_encoders_manner() {
    let source = |kind: bool| match kind {
        true => Source::new(NATURAL, &Roles::default()).unwrap(),
        false => Source::new(PUBLISHED, &Roles::default()).unwrap(),
    };
    let pictured = source(true).pictured_as(&source(false)).unwrap();
    assert_eq!(pictured.name(), source(false).name());
    let sample = |source: &Source| source.sample(3, Purpose::Anchors, 0, 2);
    assert_eq!(sample(&pictured), sample(&source(true)));
}

#[test]
fn two_encoders_read_side_by_side() {
    let [one, other] = two_models();
    let factors = [("m", 4.0), ("b", 0.7)].into_iter().collect();
    let request = ReadBackRequest { subject: Subject::Scene { thing: 0, factors }, views: 4, seed: 2 };
    let mut anchors = Anchors::new([&one, &other], 1).unwrap();
    while !pollster::block_on(anchors.advance([&one, &other], 40, &device())).unwrap() {}
    assert_eq!(anchors.count(), 40);
    let translation = anchors.translation(Class::None, 40).unwrap();
    let read = pollster::block_on(read_side_by_side([&one, &other], &translation, &request, &device())).unwrap();
    let alone = |model| pollster::block_on(read_back(model, &request, &device())).unwrap().estimates;
    assert_eq!(read.own, alone(&one));
    assert_eq!(read.other, alone(&other));
    let values = |estimates: &[FactorEstimate]| estimates.iter().map(|e| (e.estimate, e.truth)).collect::<Vec<_>>();
    // The encoders are the same, so that nothing need be translated: the second probe reads what it reads itself.
    assert_eq!(values(&read.translated), values(&read.other));
    assert_eq!(read.translated[0].truth, Some(4.0));
    assert!(read.translated.iter().all(|estimate| estimate.interval.is_none()));
    assert!((read.own[0].estimate * 2.0 - read.other[0].estimate).abs() < 1e-3, "{:?}", read.own);
    let empty = ReadBackRequest { views: 0, ..request };
    let refused = pollster::block_on(read_side_by_side([&one, &other], &translation, &empty, &device())).unwrap_err();
    assert!(matches!(refused, Error::OutOfBounds { ref field, .. } if field == "views"), "{refused}");
}
