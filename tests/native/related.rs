//! Reference values of the works around the paper.

use std::collections::HashMap;

use spirograph_lab::{
    Error,
    files::{read_arrays, write_arrays},
    measuring::{Reference, Verification, verify},
    tensors::arrays::{Array, Arrays},
};

use crate::{REFERENCE, RELATED, device};

/// The same quantities in other sizes; `tests/fixtures/related-other.py` made it.
const OTHER: &[u8] = include_bytes!("../fixtures/related-other.safetensors");

fn verified(bytes: &[u8]) -> Result<Verification, Error> {
    pollster::block_on(verify(bytes, &device()))
}

/// What becomes of a file with other tensors.
fn changed(bytes: &[u8], change: impl FnOnce(&mut Arrays)) -> Result<Verification, Error> {
    let mut arrays = read_arrays(bytes).unwrap();
    change(&mut arrays);
    verified(&write_arrays(&arrays, |_| false, HashMap::new()).unwrap())
}

/// The quantities whose difference is too large.
fn above(verification: &Verification) -> Vec<&'static str> {
    let above = verification.comparisons.iter().filter(|comparison| !comparison.holds());
    above.map(|comparison| comparison.quantity).collect()
}

#[test]
fn every_quantity_is_within_its_tolerance() {
    let verification = verified(RELATED).unwrap();
    assert_eq!((verification.comparisons.len(), above(&verification)), (23, vec![]), "{verification:?}");
    assert!(verification.missing.is_empty() && verification.holds());
}

#[test]
fn a_file_of_other_sizes_is_verified_as_well() {
    let verification = verified(OTHER).unwrap();
    assert_eq!((verification.comparisons.len(), above(&verification)), (21, vec![]), "{verification:?}");
    assert!(verification.missing.is_empty() && verification.holds());
}

#[test]
fn some_of_the_parts_are_verified_alone_and_what_no_version_knows_is_named() {
    for (part, count) in [("renyi.", 3), ("matching.", 6), ("isometry.", 3), ("translation.", 6), ("whitened.", 1)] {
        let alone = changed(OTHER, |arrays| arrays.retain(|name, _| name.starts_with(part))).unwrap();
        assert_eq!((alone.comparisons.len(), alone.holds()), (count, true), "{part}");
    }
    // Alignment and uniformity are of rows that the Rényi objective has as well.
    let is_of_rows = |name: &str| name.starts_with("uniformity.") || ["renyi.z1", "renyi.z2"].contains(&name);
    let alone = changed(OTHER, |arrays| arrays.retain(|name, _| is_of_rows(name))).unwrap();
    assert_eq!((alone.comparisons.len(), alone.holds()), (2, true));
    let one = || Array { shape: vec![1], values: vec![1.0] };
    let unknown = changed(OTHER, |arrays| drop(arrays.insert("translation.affine".to_owned(), one()))).unwrap();
    assert_eq!((unknown.missing, unknown.comparisons.len()), (vec!["translation.affine".to_owned()], 21));
}

#[test]
fn a_changed_value_is_noticed() {
    for comparison in verified(OTHER).unwrap().comparisons {
        let name = comparison.quantity;
        let moved = changed(OTHER, |arrays| {
            let values = &mut arrays.get_mut(name).unwrap().values;
            let largest = values.iter().fold(0.0, |most: f32, value| most.max(value.abs()));
            values[0] += 3e-4 * largest;
        });
        assert_eq!(above(&moved.unwrap()), [name]);
    }
}

#[test]
fn broken_files_are_refused_by_the_name_of_a_tensor() {
    let refused = |name: &str, change: &dyn Fn(&mut Array)| {
        let error = changed(OTHER, |arrays| change(arrays.get_mut(name).unwrap())).unwrap_err();
        assert_eq!(error.code(), "weights");
        error.field().to_owned()
    };
    for name in [
        "renyi.z2",
        "matching.mmd",
        "matching.coral_grad_y",
        "translation.ortho_rows",
        "whitened.after",
        "isometry.after",
        "uniformity.alignment",
    ] {
        let missing = changed(OTHER, |arrays| drop(arrays.remove(name))).unwrap_err();
        assert_eq!(missing.field(), name, "{missing}");
        assert_eq!(refused(name, &|array| array.values[0] = f32::NAN), name);
        assert_eq!(refused(name, &|array| array.shape.insert(0, 1)), name);
    }
    // One row has no negative, no covariance, no deviation; none may keep the device busy for long.
    let one_row = |array: &mut Array| {
        let columns = array.shape[1];
        (array.shape[0], array.values) = (1, array.values[..columns].to_vec());
    };
    for name in
        ["renyi.z1", "matching.x", "matching.y", "translation.anchors_from", "whitened.clean", "isometry.before"]
    {
        assert_eq!(refused(name, &one_row), name);
    }
    assert_eq!(refused("renyi.z1", &|array| (array.shape, array.values) = (vec![2, 0], vec![])), "renyi.z1");
    let wide = |array: &mut Array| (array.shape, array.values) = (vec![2, 1100], vec![0.5; 2200]);
    for name in ["matching.x", "translation.anchors_to", "whitened.clean"] {
        assert_eq!(refused(name, &wide), name);
    }
    // Nothing is whitened by what does not differ.
    assert_eq!(refused("whitened.clean", &|array| array.values.fill(1.0)), "whitened.clean");
}

#[test]
fn files_of_both_layouts_or_of_none_are_refused_in_words() {
    let both = changed(OTHER, |arrays| arrays.extend(read_arrays(REFERENCE).unwrap())).unwrap_err();
    assert!(both.to_string().contains("into two files"), "{both}");
    let none = verified(crate::training::DEEP).unwrap_err();
    assert!(none.to_string().contains("no reference values"), "{none}");
    // The page's check is of the paper's values.
    assert_eq!(Reference::read(RELATED).unwrap_err().field(), "params");
}
