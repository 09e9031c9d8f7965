use spirograph_lab::looking::filters;

use crate::{assert_close, device, tiny_encoder, values};

#[test]
fn filters_are_the_first_layer_each_scaled_by_its_own_largest_weight() {
    let encoder = tiny_encoder(&device());
    let found = pollster::block_on(filters(&encoder)).unwrap();
    let weights = values(encoder.filters());
    assert_eq!((found.count, found.size, found.pictures.len()), (4, 5, 4 * 5 * 5 * 4));
    for (filter, picture) in weights.chunks_exact(3 * 25).zip(found.pictures.chunks_exact(4 * 25)) {
        let largest = filter.iter().fold(0.0, |most: f32, weight| most.max(weight.abs()));
        for x in 0..5 {
            for y in 0..5 {
                for channel in 0..3 {
                    let weight = filter[channel * 25 + x * 5 + y];
                    let shown = picture[4 * ((4 - y) * 5 + x) + channel];
                    let expected = 255.0 * (0.5 + 0.5 * weight / largest);
                    assert_close(shown.into(), expected.into(), 0.51, "weight");
                }
            }
        }
    }
}
