//! What is to be followed: symmetries of the picture, changes that pairs share, and how representations move with them.

use std::{collections::BTreeSet, f64::consts::FRAC_PI_2};

use burn::tensor::Tensor;
use spirograph_lab::{
    encoder::Encode,
    measuring::{EQUIVARIANCE_QUANTITIES, Equivariance, PartialTurning, Turning},
    objective::{choice_error, isometry, moves_error},
    pictures::{NATURAL, Role, Roles, Scene, Source, Symmetry, spirograph::TURN},
    random::Purpose,
    tensors::Moving,
    training::Settings,
};

use crate::{assert_close, device, gradients::normals, objectives::rows, values};

fn source() -> Source {
    Source::new(NATURAL, &Roles([("turn".to_owned(), Role::Equivariant)].into())).unwrap()
}

/// A picture of 32 × 32 numbers, each another one.
fn numbered() -> Tensor<4> {
    Tensor::<1>::from_floats(std::array::from_fn::<f32, 1024, _>(|index| index as f32).as_slice(), &device())
        .reshape([1, 1, 32, 32])
}

#[test]
fn symmetries_are_a_group_that_acts_on_pictures() {
    let picture = numbered();
    for first in Symmetry::all() {
        assert_eq!(Symmetry::all()[first.number()], first);
        let once = first.apply(picture.clone());
        for second in Symmetry::all() {
            let both = second.after(first);
            assert_eq!(values(second.apply(once.clone())), values(both.apply(picture.clone())), "{second:?} {first:?}");
        }
        let inverses = Symmetry::all().into_iter().filter(|other| other.after(first) == Symmetry::default());
        assert_eq!(inverses.count(), 1);
    }
    let bits =
        |symmetry: Symmetry| values(symmetry.apply(picture.clone())).into_iter().map(f32::to_bits).collect::<Vec<_>>();
    assert_eq!(BTreeSet::from(Symmetry::all().map(bits)).len(), Symmetry::COUNT);
}

#[test]
fn a_quarter_turn_of_the_picture_is_that_of_the_hand() {
    let mut scene = crate::example();
    let turned = source().render(&[Scene { symmetry: Symmetry::all()[1], ..scene.clone() }], &device());
    scene.factors[TURN] += FRAC_PI_2;
    for (found, expected) in values(turned).into_iter().zip(values(source().render(&[scene], &device()))) {
        assert_close(found.into(), expected.into(), 1e-5, "pixel");
    }
}

#[test]
fn pictures_of_one_batch_are_each_changed_by_their_own_symmetry() {
    let scenes: Vec<_> =
        [3, 0, 6, 3, 1].map(|number| Scene { symmetry: Symmetry::all()[number], ..crate::example() }).into();
    let alone: Vec<_> =
        scenes.iter().flat_map(|scene| values(source().render(std::slice::from_ref(scene), &device()))).collect();
    assert_eq!(values(source().render(&scenes, &device())), alone);
}

#[test]
fn the_pairs_of_a_part_share_one_change_and_all_symmetries_occur() {
    let source = source().with_symmetry(Role::Equivariant);
    let batch = source.batch(3, 5, 32, 0);
    assert_eq!(batch.changes.len(), 8);
    let (lower, upper) = source.ranges()[TURN];
    let mut symmetries: Vec<_> = batch.changes.iter().filter_map(|change| change.symmetry).collect();
    for change in &batch.changes {
        assert_eq!(change.pairs.len(), 4);
        for pair in change.pairs.clone() {
            let (first, second) = (&batch.first[pair], &batch.second[pair]);
            assert_eq!((first.symmetry, Some(second.symmetry)), (Symmetry::default(), change.symmetry));
            let moved = (second.factors[TURN] - first.factors[TURN]) / (upper - lower);
            assert_close(moved, change.moves[0], 1e-12, "turn");
            assert!([first, second].iter().all(|scene| (lower..=upper).contains(&scene.factors[TURN])));
        }
    }
    symmetries.sort_by_key(|symmetry| symmetry.number());
    assert_eq!(symmetries, Symmetry::all());
    // Nothing changes where nothing is to be followed, and what is averaged is not changed.
    assert!(Source::new(NATURAL, &Roles::default()).unwrap().batch(3, 5, 8, 0).changes.is_empty());
    let views = source.sample(1, Purpose::Views, 0, 4);
    assert!(
        views.iter().all(|view| view.symmetry == views[0].symmetry && view.factors[TURN] == views[0].factors[TURN])
    );
    let nuisance = source.with_symmetry(Role::Nuisance).sample(1, Purpose::Views, 0, 16);
    assert!(nuisance.iter().any(|view| view.symmetry != nuisance[0].symmetry));
}

#[test]
fn what_is_followed_is_no_direction_of_the_penalty() {
    let source = source();
    let batch = source.batch(1, 0, 4, 0);
    let still: Vec<_> = batch
        .first
        .iter()
        .zip(&batch.second)
        .map(|(first, second)| {
            let mut second = second.clone();
            second.factors[TURN] = first.factors[TURN];
            second
        })
        .collect();
    let tangent = |second: &[Scene]| values(source.render_towards(&batch.first, second, &device()).tangent_or_zeros());
    assert_eq!(tangent(&batch.second), tangent(&still));
}

#[test]
fn inner_products_are_kept_by_rotations_and_by_nothing_else_that_moves() {
    let before = normals(1, 6, 4);
    // Coordinates exchanged and mirrored.
    let rotated = before.clone().select(1, Tensor::from_ints([2, 0, 3, 1], &device())).neg();
    assert_close(values(isometry(before.clone(), rotated.mul_scalar(3.0)))[0].into(), 0.0, 1e-10, "rotated");
    let moved = values(isometry(before.clone(), before.clone().add_scalar(1.0)))[0];
    assert!(moved > 0.01, "{moved}");
    assert_eq!(values(isometry(normals(1, 1, 4), normals(2, 1, 4))), [0.0]);
    // Two rows at a right angle that then are one: (0 − 1)².
    let value = isometry(rows(&[1.0, 0.0, 0.0, 1.0], 2), rows(&[1.0, 0.0, 1.0, 0.0], 2));
    assert_close(values(value)[0].into(), 1.0, 1e-6, "value");
}

#[test]
fn errors_of_predictions_are_known() {
    let is_change = rows(&[0.0, 1.0, 1.0, 0.0], 2);
    let even = choice_error(rows(&[0.0; 4], 2), is_change.clone());
    assert_close(values(even)[0].into(), 2f64.ln(), 1e-6, "even");
    let sure = choice_error(rows(&[-20.0, 20.0, 20.0, -20.0], 2), is_change);
    assert_close(values(sure)[0].into(), 0.0, 1e-6, "sure");
    let moves = moves_error(rows(&[0.5, 0.0], 1), rows(&[0.1, 0.3], 1));
    assert_close(values(moves)[0].into(), (0.16 + 0.09) / 2.0, 1e-6, "moves");
}

#[test]
fn settings_ask_for_something_to_follow() {
    for field in ["prediction", "isometry"] {
        let settings: Settings = serde_json::from_str(&format!("{{\"{field}\": 1.0}}")).unwrap();
        assert_eq!(settings.check().unwrap_err().field(), field);
        for given in ["\"symmetry\": \"equivariant\"", "\"roles\": { \"h\": \"equivariant\" }"] {
            let settings: Settings = serde_json::from_str(&format!("{{\"{field}\": 1.0, {given}}}")).unwrap();
            assert!(settings.check().is_ok(), "{field} {given}");
        }
    }
}

/// An encoder that has collapsed: every representation is of zeros.
struct Dead;

impl Encode for Dead {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        images.channels_last().mean_over_cells(4).linear(|rows| rows.mul_scalar(0.0))
    }
}

#[test]
fn what_is_measured_of_representations_that_have_collapsed_can_be_written_down() {
    let turning = Turning::new(&source(), 8, 3, &device()).unwrap();
    let mut partial = PartialTurning::default();
    while !pollster::block_on(turning.advance(&Dead, &mut partial)).unwrap() {}
    let found = turning.finish(partial).unwrap();
    assert_eq!((found.residual, found.unexplained, found.composition, found.untold), (0.0, 1.0, 0.0, 0.875));
    let read: Equivariance = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(read, found);
}

/// An encoder whose representation is a few means of the picture, turned with it or not.
struct Means {
    turns: bool,
}

impl Encode for Means {
    fn encode(&self, images: Moving<4>) -> Moving<2> {
        let cells = images.channels_last().mean_over_cells(4);
        if self.turns {
            cells
        } else {
            cells.linear(|rows| {
                let [batch, length] = rows.dims();
                rows.reshape([batch, 16, length / 16]).mean_dim(1).reshape([batch, length / 16])
            })
        }
    }
}

#[test]
fn a_representation_that_turns_with_the_picture_is_told_from_one_that_does_not_move() {
    let measured = |turns: bool| {
        let turning = Turning::new(&source(), 200, 3, &device()).unwrap();
        let mut partial = PartialTurning::default();
        while !pollster::block_on(turning.advance(&Means { turns }, &mut partial)).unwrap() {}
        turning.finish(partial).unwrap()
    };
    let still = measured(false);
    // The mean colour of a picture does not move: nothing is left to explain, and nothing can be told.
    assert!(still.residual < 1e-6 && still.composition < 1e-6 && still.untold > 0.8, "{still:?}");
    // Cells are exchanged: that is a rotation, and two of them one after the other are the one of both.
    let turns = measured(true);
    assert!(turns.residual < 0.02 && turns.unexplained < 0.2 && turns.composition < 0.02, "{turns:?}");
    assert!(turns.untold < 0.8, "{turns:?}");
    assert_eq!(turns.quantities().len(), EQUIVARIANCE_QUANTITIES.len());
}
