use std::collections::HashMap;

use spirograph_lab::{
    Error,
    files::{read_arrays, write_arrays},
    measuring::{Against, GPU_TOLERANCE, Reference, check, verify},
};

use crate::{REFERENCE, device};

#[test]
fn every_quantity_is_within_its_tolerance() {
    let verification = pollster::block_on(verify(REFERENCE, &device())).unwrap();
    assert_eq!((verification.comparisons.len(), verification.missing.len()), (10, 0));
    for comparison in &verification.comparisons {
        assert!(comparison.holds(), "{comparison:?}");
    }
    assert!(verification.holds());
}

#[test]
fn a_changed_reference_is_noticed() {
    let mut arrays = read_arrays(REFERENCE).unwrap();
    arrays.get_mut("penalty.grad_w1").unwrap().values[7] += 1e-3;
    let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
    let verification = pollster::block_on(verify(&changed, &device())).unwrap();
    let noticed: Vec<_> = verification.comparisons.iter().filter(|comparison| !comparison.holds()).collect();
    assert!(!verification.holds());
    assert_eq!(noticed.len(), 1);
    assert_eq!(noticed[0].quantity, "penalty.grad_w1");
}

#[test]
fn a_number_that_is_none_is_refused() {
    let mut arrays = read_arrays(REFERENCE).unwrap();
    arrays.get_mut("images").unwrap().values[0] = f32::NAN;
    let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
    let refused = pollster::block_on(verify(&changed, &device())).unwrap_err();
    assert_eq!(refused.field(), "images", "{refused}");
}

#[test]
fn sizes_that_do_not_go_together_are_refused_before_anything_is_computed() {
    for (name, shape) in [
        ("penalty.w1", vec![4, 3, 3, 3, 1]),
        ("ntxent.z2", vec![16, 8]),
        ("penalty.delta", vec![36]),
        ("images", vec![72, 1, 32, 32]),
    ] {
        let mut arrays = read_arrays(REFERENCE).unwrap();
        arrays.get_mut(name).unwrap().shape = shape;
        let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
        assert_eq!(Reference::read(&changed).unwrap_err().field(), name);
    }
    let mut arrays = read_arrays(REFERENCE).unwrap();
    let wide = arrays.get_mut("penalty.b1").unwrap();
    (wide.shape, wide.values) = (vec![0], Vec::new());
    let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
    assert_eq!(Reference::read(&changed).unwrap_err().field(), "penalty.b1");
}

#[test]
fn another_file_is_refused() {
    let refused = pollster::block_on(verify(b"not a reference", &device())).unwrap_err();
    assert!(matches!(refused, Error::Weights { .. }), "{refused}");
}

#[test]
fn derivatives_are_finite_differences_and_the_cpu_is_not_compared_with_itself() {
    let checks = pollster::block_on(check(REFERENCE, &device(), false)).unwrap();
    let against = |kind| checks.iter().filter(|check| check.against == kind).count();
    assert_eq!([Against::Reference, Against::Differences, Against::Cpu].map(against), [10, 4, 0]);
    for check in &checks {
        assert!(check.holds, "{check:?}");
    }
}

#[test]
fn on_a_gpu_every_quantity_is_compared_with_the_cpu_as_well() {
    // The CPU in the part of a GPU: what it computes is what it is compared with.
    let checks = pollster::block_on(check(REFERENCE, &device(), true)).unwrap();
    let with_cpu: Vec<_> = checks.iter().filter(|check| check.against == Against::Cpu).collect();
    assert_eq!(with_cpu.len(), 10);
    assert!(with_cpu.iter().all(|check| check.difference == 0.0 && check.tolerance >= GPU_TOLERANCE), "{with_cpu:?}");
}
