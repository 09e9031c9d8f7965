use spirograph_lab::{Error, verification::verify};

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
    // The last tensor of the file ends with its last byte: change the exponent of its last number.
    let mut bytes = REFERENCE.to_vec();
    *bytes.last_mut().unwrap() ^= 0x40;
    let comparisons = pollster::block_on(verify(&bytes, &device())).unwrap();
    assert_eq!(comparisons.iter().filter(|comparison| !comparison.holds()).count(), 1);
}

#[test]
fn another_file_is_refused() {
    let refused = pollster::block_on(verify(b"not a reference", &device())).unwrap_err();
    assert!(matches!(refused, Error::Weights { .. }), "{refused}");
}
