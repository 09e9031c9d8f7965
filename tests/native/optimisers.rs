//! Our AdamW against Burn's.

use burn::{
    module::Module,
    optim::{AdamWConfig, GradientsParams},
    tensor::{Tensor, TensorData},
};
use spirograph_lab::{
    encoder::Linear,
    random::{Purpose, normal, stream},
    training::Optimiser,
};

use crate::{assert_close, device, values};

#[test]
fn steps_are_those_of_burn() {
    let mut generator = stream(3, Purpose::Initialisation, 0);
    let rows: Vec<f32> = (0..4 * 3).map(|_| normal(&mut generator) as f32).collect();
    let rows = Tensor::<2>::from_data(TensorData::new(rows, [4, 3]), &device()).autodiff();
    let start = Linear::new(3, 2, &mut generator, &device()).train();
    let (mut ours, mut theirs) = (start.clone(), start);
    let mut optimiser = Optimiser::new(0.01);
    let mut rule = AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(0.01).init();
    for step in 1..=5 {
        let gradients = |layer: &Linear| {
            GradientsParams::from_grads(layer.apply(rows.clone()).value.square().sum().backward(), layer)
        };
        let rate = 0.1 / f64::from(step);
        let (towards_ours, towards_theirs) = (gradients(&ours), gradients(&theirs));
        ours = optimiser.step(ours, towards_ours, rate);
        theirs = rule.step(rate, theirs, towards_theirs);
        let [ours, theirs] = [&ours, &theirs].map(|layer| values(layer.apply(rows.clone()).value));
        for (ours, theirs) in ours.into_iter().zip(theirs) {
            assert_close(ours.into(), theirs.into(), 1e-5, &format!("step {step}"));
        }
    }
}
