use std::collections::HashMap;

use spirograph_lab::{
    Error,
    files::{read_arrays, write_arrays},
    measuring::verify,
};

use crate::{REFERENCE, device};

#[test]
fn every_quantity_is_within_its_tolerance() {
    let comparisons = pollster::block_on(verify(REFERENCE, &device())).unwrap();
    assert_eq!(comparisons.len(), 10);
    for comparison in comparisons {
        assert!(comparison.holds(), "{comparison:?}");
    }
}

#[test]
fn a_changed_reference_is_noticed() {
    let mut arrays = read_arrays(REFERENCE).unwrap();
    arrays.get_mut("penalty.grad_w1").unwrap().values[7] += 1e-3;
    let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
    let comparisons = pollster::block_on(verify(&changed, &device())).unwrap();
    let noticed: Vec<_> = comparisons.iter().filter(|comparison| !comparison.holds()).collect();
    assert_eq!(noticed.len(), 1);
    assert_eq!(noticed[0].quantity, "penalty.grad_w1");
}

#[test]
fn a_number_that_is_none_is_above_any_tolerance() {
    let mut arrays = read_arrays(REFERENCE).unwrap();
    arrays.get_mut("images").unwrap().values[0] = f32::NAN;
    let changed = write_arrays(&arrays, |_| false, HashMap::new()).unwrap();
    let comparisons = pollster::block_on(verify(&changed, &device())).unwrap();
    assert!(!comparisons[0].holds(), "{:?}", comparisons[0]);
}

#[test]
fn another_file_is_refused() {
    let refused = pollster::block_on(verify(b"not a reference", &device())).unwrap_err();
    assert!(matches!(refused, Error::Weights { .. }), "{refused}");
}
