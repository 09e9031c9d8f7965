//! Learning without negatives: the objective, the slow copy, what the critic is given, and how representations lie.

use burn::tensor::Tensor;
use spirograph_lab::{
    measuring::{Geometry, alignment, uniformity},
    objective::{PowerNormalisation, no_negatives},
    tensors::Rows,
    training::{Checkpoint, CriticInput, Learner, Objective, Run, Settings},
};

use crate::{assert_close, device, gradients::normals, objectives::rows, tiny, values};

fn settings(critic_input: CriticInput) -> Settings {
    Settings { objective: Objective::NoNegatives, critic_input, steps: 6, batch: 8, ..Settings::default() }
}

fn run(settings: Settings) -> Run {
    Run::new(settings, Learner::new(&tiny(), 1, &device()), &device()).unwrap()
}

#[test]
fn the_objective_is_zero_where_all_is_foretold_and_four_where_the_opposite_is() {
    let [first, second] = [1, 2].map(|index| normals(index, 5, 3));
    let value = |predictions: [Tensor<2>; 2]| values(no_negatives(predictions, [first.clone(), second.clone()]))[0];
    assert_close(value([second.clone().mul_scalar(3.0), first.clone()]).into(), 0.0, 1e-6, "foretold");
    assert_close(value([second.clone().neg(), first.clone().neg()]).into(), 4.0, 1e-6, "opposite");
}

#[test]
fn power_normalisation_gives_each_dimension_a_mean_square_of_one_and_keeps_a_constant_input_constant() {
    let scaled = PowerNormalisation::of(normals(3, 64, 4)).apply(normals(3, 64, 4));
    for mean in values(scaled.square().mean_dim(0)) {
        assert_close(mean.into(), 1.0, 1e-3, "mean square");
    }
    let constant = rows(&[2.0, -1.0, 2.0, -1.0], 2);
    let scaled = values(PowerNormalisation::of(constant.clone()).apply(constant));
    assert_eq!(scaled[..2], scaled[2..]);
    assert_close(scaled[0].into(), 1.0, 1e-3, "first");
    assert_close(scaled[1].into(), -1.0, 1e-3, "second");
}

#[test]
fn a_run_without_negatives_learns_and_goes_on_from_its_checkpoint_bit_by_bit() {
    for critic_input in [CriticInput::Plain, CriticInput::Power, CriticInput::Standardised] {
        let mut unbroken = run(settings(critic_input));
        let mut broken = run(settings(critic_input));
        for _ in 0..3 {
            unbroken.advance();
            broken.advance();
        }
        let bytes = pollster::block_on(broken.checkpoint()).unwrap().to_bytes().unwrap();
        let mut broken = Run::resumed(Checkpoint::from_bytes(&bytes).unwrap(), &device()).unwrap();
        for _ in 3..6 {
            unbroken.advance();
            broken.advance();
        }
        let all = |run: &mut Run| pollster::block_on(run.checkpoint()).unwrap();
        let (unbroken, broken) = (all(&mut unbroken), all(&mut broken));
        assert_eq!(unbroken, broken, "{critic_input:?}");
        let losses: Vec<_> = unbroken.description.losses.iter().map(|point| point.total).collect();
        assert!(losses.iter().all(|loss| (0.0..=4.0).contains(loss)), "{losses:?}");
    }
}

#[test]
fn the_slow_copy_follows_by_its_momentum() {
    let after = |slow_copy: f64| {
        let mut run = run(Settings { slow_copy, learning_rate: 0.01, ..settings(CriticInput::Standardised) });
        let start = pollster::block_on(run.checkpoint()).unwrap().arrays;
        run.advance();
        (start, pollster::block_on(run.checkpoint()).unwrap().arrays)
    };
    let name = "critic.hidden.weight";
    for momentum in [0.0, 0.75, 1.0] {
        let (start, end) = after(momentum);
        let [slow, old, new] =
            [&end[&format!("slow.{name}")], &start[&format!("learner.{name}")], &end[&format!("learner.{name}")]];
        assert_ne!(old.values, new.values);
        for ((slow, old), new) in slow.values.iter().zip(&old.values).zip(&new.values) {
            let expected = momentum * f64::from(*old) + (1.0 - momentum) * f64::from(*new);
            assert_close((*slow).into(), expected, 1e-6, name);
        }
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let refused = |settings: Settings| settings.check().unwrap_err().field().to_owned();
    assert_eq!(refused(Settings { contrasts: 1, ..settings(CriticInput::Standardised) }), "contrasts");
    // The temperature makes no difference without a softmax, nor the copy's momentum without a copy.
    let usual = settings(CriticInput::Standardised);
    assert!(usual.is_same_run(&Settings { temperature: 0.3, ..usual.clone() }).unwrap());
    assert!(!usual.is_same_run(&Settings { slow_copy: 0.5, ..usual.clone() }).unwrap());
    let contrast = Settings::default();
    assert!(contrast.is_same_run(&Settings { slow_copy: 0.5, ..contrast.clone() }).unwrap());
}

#[test]
fn alignment_uniformity_and_spread_of_known_rows() {
    let square = Rows::new(vec![1.0, 0.0, 0.0, 2.0, -3.0, 0.0, 0.0, -1.0], 2);
    let turned = square.select([1, 2, 3, 0]);
    assert_close(alignment(&square, &square), 0.0, 1e-12, "aligned");
    assert_close(alignment(&square, &turned), 2.0, 1e-6, "a quarter turn");
    // Of six pairs four are √2 apart, two 2.
    let expected = ((4.0 * (-4f64).exp() + 2.0 * (-8f64).exp()) / 6.0).ln();
    assert_close(uniformity(&square), expected, 1e-6, "uniformity");
    let views = square.select([0, 0, 1, 1, 2, 2, 3, 3]);
    let Geometry { alignment, spread, collapsed, .. } = Geometry::of(&views, 2);
    assert_eq!((alignment, spread, collapsed), (0.0, 1.0, false));
    let one = Geometry::of(&square.select([0; 8]), 2);
    assert_eq!((one.uniformity, one.spread, one.collapsed), (0.0, 0.0, true));
    let dead = Geometry::of(&Rows::new(vec![0.0; 16], 2), 2);
    assert_eq!((dead.alignment, dead.uniformity, dead.spread, dead.collapsed), (0.0, 0.0, 0.0, true));
}
