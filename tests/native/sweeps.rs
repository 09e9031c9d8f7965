use burn::tensor::Tensor;
use spirograph_lab::{
    Result,
    encoder::Encode,
    files::read_arrays,
    measuring::{Blindness, FactorBlindness, Firing, PartialSweep, Sweep, SweepCounts, Whitening, whitened_cosine},
    pictures::{Role, Source, spirograph::TABLE},
    random::{Purpose, normal, stream},
    tensors::{Moving, Rows},
};

use crate::{assert_close, device, glyphs, roles, spirographs, tiny_encoder};

const RELATED: &[u8] = include_bytes!("../fixtures/related.safetensors");

/// Rows of normal numbers.
fn noise(seed: u64, count: usize, length: usize) -> Rows {
    let mut generator = stream(seed, Purpose::Views, 0);
    Rows::new((0..count * length).map(|_| normal(&mut generator) as f32).collect(), length)
}

/// The rows by some map of each.
fn mapped(rows: &Rows, map: impl Fn(&[f32]) -> Vec<f32>) -> Rows {
    Rows::new(rows.iter().flat_map(map).collect(), rows.length())
}

#[test]
fn the_whitened_cosine_is_that_of_the_reference_file() {
    let arrays = read_arrays(RELATED).unwrap();
    let rows = |name: &str| Rows::new(arrays[name].values.clone(), arrays[name].shape[1]);
    let (cosine, kept) =
        whitened_cosine(&rows("whitened.clean"), &rows("whitened.before"), &rows("whitened.after")).unwrap();
    let expected = f64::from(arrays["whitened.cosine"].values[0]);
    assert_close(cosine, expected, 1e-5 * expected.abs(), "cosine");
    assert!(kept <= 6, "{kept}");
}

#[test]
fn the_whitened_cosine_does_not_change_when_all_rows_are_turned_scaled_and_moved() {
    let (clean, before, after) = (noise(1, 60, 4), noise(2, 9, 4), noise(3, 9, 4));
    let (cosine, _) = whitened_cosine(&clean, &before, &after).unwrap();
    let (sine, cos) = 0.7f32.sin_cos();
    let moved = |rows: &Rows| {
        mapped(rows, |r| {
            vec![30.0 * (cos * r[0] - sine * r[1]) + 5.0, 30.0 * (sine * r[0] + cos * r[1]), 30.0 * r[3], 30.0 * r[2]]
        })
    };
    let (same, _) = whitened_cosine(&moved(&clean), &moved(&before), &moved(&after)).unwrap();
    assert_close(same, cosine, 1e-5, "turned, scaled and moved");
    // Even a scale for each dimension goes away: that is what whitening is for.
    let stretched = |rows: &Rows| mapped(rows, |r| vec![10.0 * r[0], r[1], 0.3 * r[2], 7.0 * r[3]]);
    let (same, _) = whitened_cosine(&stretched(&clean), &stretched(&before), &stretched(&after)).unwrap();
    assert_close(same, cosine, 1e-4, "stretched");
}

#[test]
fn what_does_not_move_has_a_whitened_cosine_of_one_and_what_is_lost_of_zero() {
    let (clean, before) = (noise(1, 400, 5), noise(2, 3000, 5));
    assert_close(whitened_cosine(&clean, &before, &before).unwrap().0, 1.0, 1e-12, "unmoved");
    assert_close(whitened_cosine(&clean, &before, &noise(3, 3000, 5)).unwrap().0, 0.0, 0.03, "unrelated");
}

#[test]
fn dimensions_with_next_to_no_variance_are_cut_and_no_more_are_kept_than_asked_for() {
    // The third dimension has 10⁻⁶ of the others' variance, the fourth none at all.
    let flat = |rows: &Rows| mapped(rows, |r| vec![r[0], r[1], 1e-3 * r[2], 3.0]);
    let (clean, before, after) = (flat(&noise(1, 80, 4)), flat(&noise(2, 9, 4)), flat(&noise(3, 9, 4)));
    let (cosine, kept) = whitened_cosine(&clean, &before, &after).unwrap();
    assert_eq!(kept, 2);
    let plane = |rows: &Rows| Rows::new(rows.iter().flat_map(|r| [r[0], r[1]]).collect(), 2);
    let (expected, _) = whitened_cosine(&plane(&clean), &plane(&before), &plane(&after)).unwrap();
    assert_close(cosine, expected, 1e-6, "without the flat dimensions");
    assert_eq!(Whitening::of(&clean, 1).unwrap().kept(), 1);
}

#[test]
fn rows_that_cannot_be_whitened_are_refused_by_name() {
    let good = noise(1, 20, 3);
    let field = |clean: &Rows, before: &Rows, after: &Rows| {
        whitened_cosine(clean, before, after).unwrap_err().field().to_owned()
    };
    let broken = mapped(&good, |r| vec![r[0], f32::NAN, r[2]]);
    assert_eq!(field(&noise(1, 1, 3), &good, &good), "clean");
    assert_eq!(field(&broken, &good, &good), "representations");
    assert_eq!(field(&mapped(&good, |_| vec![0.5; 3]), &good, &good), "representations");
    assert_eq!(field(&good, &good, &broken), "representations");
    assert_eq!(field(&good, &noise(2, 4, 2), &good), "before");
    assert_eq!(field(&good, &Rows::default(), &Rows::default()), "before");
    assert_eq!(field(&good, &good, &noise(2, 19, 3)), "after");
}

/// The score and the chance of rows in sets of `values`.
fn firing(rows: &Rows, values: usize) -> Firing {
    Firing::of(rows, values, &mut stream(1, Purpose::Shuffles, 0))
}

#[test]
fn units_that_are_the_same_throughout_a_set_fire_as_steadily_as_can_be() {
    // Each row of noise as often as there are values.
    // Of 64 sets a unit fires for three.
    for (sets, values, most) in [(64, 8, 64.0 / 3.0), (40, 7, 20.0), (10, 4, 10.0)] {
        let rows = noise(4, sets, 40).select((0..sets * values).map(|row| row / values));
        let found = firing(&rows, values);
        assert_close(found.score, most, 1e-9, "score");
        assert_close(Firing::most(sets), most, 1e-9, "most");
        assert!(found.chance < 0.7 * most, "{found:?}");
    }
    // A unit that is the same for all pictures does not fire at all.
    assert_eq!(firing(&Rows::new(vec![2.5; 80], 2), 4), Firing { score: 0.0, chance: 0.0 });
}

#[test]
fn noise_fires_as_luck_has_it_which_is_often() {
    // 576 units and 64 sets; the expected scores are those of the same definition in NumPy.
    for (values, expected) in [(4, 7.10), (8, 3.82), (16, 2.19), (32, 1.44)] {
        let found = firing(&noise(5, 64 * values, 576), values);
        assert_close(found.score, expected, 0.04 * expected, "score");
        assert_close(found.chance, expected, 0.04 * expected, "chance");
    }
}

/// Sees the colours of a corner, where there is nothing but paper.
struct SeesThePaper;

impl Encode for SeesThePaper {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let [count, ..] = images.value.dims();
        let corner: Tensor<2> = images.value.narrow(2, 0, 1).narrow(3, 0, 1).reshape([count, 3]);
        corner.into()
    }
}

/// Sees something that is the same number in every picture.
struct SeesNothing(f32);

impl Encode for SeesNothing {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let [count, ..] = images.value.dims();
        Tensor::full([count, 3], self.0, &device()).into()
    }
}

const SIZE: SweepCounts = SweepCounts { samples: 40, values: 4, clean: 64 };

/// Sweeps an encoder, part by part.
fn sweep(encoder: &impl Encode, source: &Source, size: SweepCounts, seed: u64) -> Result<Blindness> {
    let sweep = Sweep::new(source, size, seed, &device()).unwrap();
    let mut sweeping = PartialSweep::default();
    let mut share = sweep.share(&sweeping);
    assert_eq!(share, 0.0);
    while !pollster::block_on(sweep.advance(encoder, &mut sweeping)).unwrap() {
        assert!(sweep.share(&sweeping) > share);
        share = sweep.share(&sweeping);
    }
    assert_eq!(sweep.share(&sweeping), 1.0);
    sweep.finish(sweeping)
}

#[test]
fn an_encoder_that_sees_the_paper_alone_is_blind_to_all_else() {
    let found = sweep(&SeesThePaper, &spirographs(), SIZE, 1).unwrap();
    assert_eq!((found.samples, found.values, found.clean, found.kept, found.of), (40, 4, 64, 3, 3));
    // Those of the hand as well, which the encoder has not seen move.
    let expected: Vec<_> = TABLE.iter().map(|factor| (factor.name.to_owned(), factor.role)).collect();
    assert_eq!(found.factors.iter().map(|factor| (factor.name.clone(), factor.role)).collect::<Vec<_>>(), expected);
    for factor in &found.factors {
        if factor.name.starts_with("back.") {
            assert!(factor.variance_share > 0.2 && factor.whitened_cosine < 0.9, "{factor:?}");
            assert!(factor.unread.unwrap() < 1e-3, "{factor:?}");
            assert!(factor.firing < 16.0, "{factor:?}");
        } else {
            // A figure that is put far off reaches into the corner.
            let is_off = factor.name.starts_with("offset");
            assert!(is_off || factor.variance_share < 1e-3 && factor.whitened_cosine > 0.999, "{factor:?}");
            assert!(factor.unread.is_none_or(|unread| unread > 0.8), "{factor:?}");
            assert!(is_off || factor.firing > 19.9 && factor.chance < 10.0, "{factor:?}");
        }
        // What the clean samples do not differ in cannot be read from them.
        assert_eq!(factor.unread.is_none(), factor.role == Role::Fixed, "{factor:?}");
    }
    assert!(found.against_reading().unwrap() > 0.3);
}

#[test]
fn a_sweep_is_reproducible_and_goes_by_the_source() {
    let (device, size) = (device(), SweepCounts { samples: 8, values: 2, clean: 16 });
    let encoder = tiny_encoder(&device);
    let source = Source::new(spirograph_lab::pictures::NATURAL, &roles(&[("m", Role::Fixed), ("b", Role::Nuisance)]));
    let found = sweep(&encoder, &source.unwrap(), size, 3).unwrap();
    assert_eq!(found.kept, 2);
    assert!(found.factors.iter().all(|factor| factor.name != "m"), "{found:?}");
    assert_eq!(found.factors[0].role, Role::Nuisance);
    for factor in &found.factors {
        assert!(factor.variance_share > 0.0 && factor.whitened_cosine < 1.0, "{factor:?}");
    }
    let sweep = |seed| sweep(&encoder, &spirographs(), size, seed).unwrap();
    assert_eq!(sweep(3), sweep(3));
    assert_ne!(sweep(3), sweep(4));
    // Pictures without a hand have its factors neither.
    let glyphs = self::sweep(&encoder, &glyphs::source(), size, 3).unwrap();
    assert_eq!(glyphs.factors.len(), glyphs::source().names(Role::is_free).len());
}

#[test]
fn a_sweep_that_cannot_be_done_is_refused_by_name() {
    let field = |size| Sweep::new(&spirographs(), size, 1, &device()).unwrap_err().field().to_owned();
    assert_eq!(field(SweepCounts { samples: 7, ..SIZE }), "samples");
    assert_eq!(field(SweepCounts { values: 1, ..SIZE }), "values");
    assert_eq!(field(SweepCounts { clean: 15, ..SIZE }), "clean");
    assert_eq!(field(SweepCounts { samples: 1024, values: 32, ..SIZE }), "pictures");
    let unfinished = Sweep::new(&spirographs(), SIZE, 1, &device()).unwrap().finish(PartialSweep::default());
    assert_eq!(unfinished.unwrap_err().field(), "representations");
    for number in [0.5, f32::NAN] {
        let refused = sweep(&SeesNothing(number), &spirographs(), SIZE, 1).unwrap_err();
        assert_eq!(refused.field(), "representations", "{refused}");
    }
}

#[test]
fn blindness_against_reading_is_a_correlation_of_ranks() {
    let of = |pairs: &[(f32, Option<f32>)]| {
        let factor = |&(whitened_cosine, unread)| FactorBlindness {
            name: String::new(),
            role: Role::Nuisance,
            variance_share: 0.0,
            whitened_cosine,
            firing: 0.0,
            chance: 0.0,
            unread,
        };
        let factors = pairs.iter().map(factor).collect();
        Blindness { samples: 8, values: 2, clean: 16, kept: 2, of: 3, most_firing: 8.0, factors }.against_reading()
    };
    let rising = [(0.1, Some(0.0)), (0.2, Some(0.5)), (0.9, Some(0.6)), (0.95, Some(3.0))];
    assert_close(of(&rising).unwrap(), 1.0, 1e-12, "the same order");
    assert_close(of(&rising.map(|(blind, unread)| (-blind, unread))).unwrap(), -1.0, 1e-12, "the other order");
    // Equal values have the mean of their ranks; what is not read does not count. 0.9486833 is SciPy's spearmanr.
    let ties = [(0.1, Some(0.2)), (0.3, Some(0.4)), (0.3, Some(0.5)), (0.8, Some(0.9)), (0.0, None)];
    assert_close(of(&ties).unwrap(), 0.948_683_3, 1e-6, "ties");
    assert_eq!(of(&[(0.1, Some(0.2)), (0.3, None)]), None);
    assert_eq!(of(&[(0.1, Some(0.2)), (0.3, Some(0.2))]), None);
}
