use proptest::prelude::*;
use spirograph_lab::{
    Error,
    random::{Purpose, stream},
    spirograph::{
        Factor, Factors, Normalisation, Palette, Role, SIDE, Split, Trace, colour, curve::curve_point, intensity,
        render, to_rgba,
    },
    tangent::Plain,
};

use burn::tensor::Tensor;

use crate::{assert_close, device, random_factors, values};

#[test]
fn curve_derivatives_agree_with_central_differences() {
    let step = 1e-6;
    for factors in random_factors(3, 20) {
        for t in [0.0, 0.7, 2.9, 6.2] {
            let exact = curve_point(&factors, t);
            for (index, factor) in [Factor::M, Factor::B, Factor::H].into_iter().enumerate() {
                let moved = |by: f64| {
                    let mut moved = factors;
                    moved.0[factor.column()] += by;
                    curve_point(&moved, t)
                };
                let (ahead, behind) = (moved(step), moved(-step));
                // The phase's third derivative by b is large where b is small; the tolerance is relative to it.
                let tolerance = 1e-4 * (1.0 + exact.dx[index].abs() + exact.dy[index].abs());
                assert_close(exact.dx[index], (ahead.x - behind.x) / (2.0 * step), tolerance, "dx");
                assert_close(exact.dy[index], (ahead.y - behind.y) / (2.0 * step), tolerance, "dy");
            }
        }
    }
}

#[test]
fn reverse_mode_agrees_with_forward_mode_for_every_factor() {
    let device = device();
    let factors = random_factors(4, 2);
    let displacement = Tensor::<2>::zeros([2, 10], &device).autodiff().require_grad();
    let trace = Trace::<Plain>::displaced(&factors, &displacement, &device);
    let palette = Palette::<Plain>::displaced(&factors, &displacement, &device);
    let images = colour::<Plain>(intensity::<Plain>(trace, Normalisation::Image), palette);
    let weights = Tensor::random([2, 3, SIDE, SIDE], burn::tensor::Distribution::Default, &device);
    let gradients = (images * weights.clone().autodiff()).sum().backward();
    let reverse = values(displacement.grad(&gradients).unwrap());
    for factor in Factor::ALL {
        let mut direction = vec![0.0f32; 20];
        direction[factor.column()] = 1.0;
        direction[10 + factor.column()] = 1.0;
        let direction = Tensor::from_data(burn::tensor::TensorData::new(direction, [2, 10]), &device);
        let moving = spirograph_lab::spirograph::render_moving(&factors, direction, Normalisation::Image, &device);
        let products: Vec<f32> = values((moving.tangent * weights.clone()).reshape([2, 3 * SIDE * SIDE]).sum_dim(1));
        for row in 0..2 {
            let (forward, reverse) = (f64::from(products[row]), f64::from(reverse[10 * row + factor.column()]));
            assert_close(forward, reverse, 1e-3 * (1.0 + reverse.abs()), factor.name());
        }
    }
}

#[test]
fn a_picture_shows_x_to_the_right_and_y_up() {
    // A trace of one position in the upper right: x = 5, y = 5.
    let device = device();
    let at = |value: f64| Tensor::<2>::full([1, 1], value, &device);
    let map = intensity::<Plain>(Trace { x: at(5.0), y: at(5.0), sigma: at(0.25) }, Normalisation::Image);
    let palette = Palette { fore: Tensor::full([1, 3], 1.0, &device), back: Tensor::full([1, 3], 0.0, &device) };
    let bytes = to_rgba(&values(colour::<Plain>(map, palette)));
    let brightest = (0..SIDE * SIDE).max_by_key(|&pixel| bytes[4 * pixel]).unwrap();
    let (row, column) = (brightest / SIDE, brightest % SIDE);
    assert!(row < 6 && column > 25, "brightest at row {row}, column {column}");
    assert!(bytes.chunks_exact(4).all(|pixel| pixel[3] == 255));
}

#[test]
fn each_way_of_normalising_reaches_one_where_it_should() {
    let device = device();
    let factors = random_factors(6, 5);
    let map = |normalisation| values(intensity::<Plain>(Trace::spirographs(&factors, &device), normalisation));
    for image in map(Normalisation::Image).chunks_exact(SIDE * SIDE) {
        assert_close(f64::from(image.iter().copied().fold(0.0, f32::max)), 1.0, 1e-4, "image maximum");
    }
    let reach_one = |row: &[f32]| (row.iter().copied().fold(0.0, f32::max) - 1.0).abs() < 1e-3;
    let rows = map(Normalisation::Row);
    assert!(rows.chunks_exact(SIDE).filter(|row| reach_one(row)).count() > 5 * SIDE / 2);
}

#[test]
fn views_keep_interest_and_change_nuisance() {
    let mut generator = stream(9, Purpose::Views, 0);
    let factors = Factors::EXAMPLE;
    let view = factors.view(&Split::PAPER, &mut generator);
    for factor in Factor::ALL {
        let is_kept = view.get(factor) == factors.get(factor);
        assert_eq!(is_kept, Split::PAPER.role(factor) == Role::Interest, "{}", factor.name());
    }
    assert_eq!(Split::PAPER.factors(Role::Interest), [Factor::M, Factor::B, Factor::Sigma, Factor::ForeRed]);
}

#[test]
fn the_split_is_a_value_with_both_roles() {
    assert!(matches!(Split::new([Role::Nuisance; 10]), Err(Error::Invalid { .. })));
    assert!(matches!(Split::new([Role::Interest; 10]), Err(Error::Invalid { .. })));
    let mut roles = [Role::Interest; 10];
    roles[2] = Role::Nuisance;
    assert_eq!(Split::new(roles).unwrap().factors(Role::Nuisance), [Factor::H]);
}

#[test]
fn bad_factors_are_refused_by_name() {
    for (column, value, name) in
        [(0, f64::NAN, "m"), (1, 0.0, "b"), (2, f64::INFINITY, "h"), (3, 1.01, "sigma"), (9, -0.1, "back.b")]
    {
        let mut values = Factors::EXAMPLE.0;
        values[column] = value;
        let refused = Factors::new(&values).unwrap_err();
        assert_eq!((refused.code(), refused.field()), ("out_of_bounds", name));
    }
    assert!(matches!(Factors::new(&[1.0; 9]), Err(Error::WrongLength { found: 9, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn pictures_lie_between_their_colours(seed in 0u64..1000) {
        let factors = random_factors(seed, 1);
        let image = values(render(&factors, Normalisation::Image, &device()));
        for (channel, (fore, back)) in [(Factor::ForeRed, Factor::BackRed), (Factor::ForeGreen, Factor::BackGreen), (Factor::ForeBlue, Factor::BackBlue)].into_iter().enumerate() {
            let (fore, back) = (factors[0].get(fore) as f32, factors[0].get(back) as f32);
            let plane = &image[channel * SIDE * SIDE..(channel + 1) * SIDE * SIDE];
            prop_assert!(plane.iter().all(|&v| v >= fore.min(back) - 1e-5 && v <= fore.max(back) + 1e-5));
        }
    }
}
