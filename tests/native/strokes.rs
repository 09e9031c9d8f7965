//! Finishing strokes: figures and dividers, the network and its derivatives, what moves at test time, and what is shipped.

use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    optim::GradientsParams,
    tensor::{Tensor, TensorData},
};
use rand_chacha::ChaCha8Rng;
use spirograph_lab::{
    Error,
    random::{Purpose, normal, stream},
    strokes::{
        Architecture, Figure, FinishRequest, Finishes, LENGTH, Lesson, Point, STEP, StrokeModel, StrokeRun,
        StrokeSettings, Transformer, errors, feel_out, finish, fit, follow, go_on, test_figures, walk,
    },
    tensors::{arrays::Arrays, parameters::parameters},
};

use crate::{assert_close, device, values};

/// The network that comes with the page.
pub const SHIPPED: &[u8] = include_bytes!("../../www/assets/weights/strokes.safetensors");

fn shipped() -> StrokeModel {
    StrokeModel::from_bytes(SHIPPED, &device()).unwrap()
}

/// A network that computes in a moment.
fn tiny() -> Transformer {
    let architecture = Architecture { width: 8, hidden: 12, layers: 2, heads: 2, token: 4 };
    Transformer::new(&architecture, &mut stream(3, Purpose::Initialisation, 0), &device())
}

fn normals(seed: u64, rows: usize, columns: usize) -> Tensor<2> {
    let mut generator = stream(seed, Purpose::Views, 0);
    let entries: Vec<f32> = (0..rows * columns).map(|_| normal(&mut generator) as f32).collect();
    Tensor::from_data(TensorData::new(entries, [rows, columns]), &device())
}

fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn firsts(figures: &[Vec<Point>], count: usize) -> Vec<Vec<Point>> {
    figures.iter().map(|figure| figure[..count].to_vec()).collect()
}

fn finished(points: Vec<Point>) -> spirograph_lab::Result<spirograph_lab::strokes::FinishedStroke> {
    pollster::block_on(finish(&shipped(), &FinishRequest { points }, &device()))
}

#[test]
fn positions_of_figures_lie_a_step_apart_on_the_curve() {
    for number in 0..20 {
        let (figure, positions) = Figure::draw(&mut stream(1, Purpose::FigureTest, number));
        assert_eq!(positions.len(), LENGTH);
        let begin = follow(&figure, positions[0], LENGTH);
        for (index, pair) in positions.windows(2).enumerate() {
            assert_close(distance(pair[0], pair[1]), STEP, 1e-9, &format!("figure {number}, step {index}"));
        }
        // The same by halving on the curve itself instead of on its fine straight lines.
        for (index, (position, followed)) in positions.iter().zip(&begin).enumerate().take(40) {
            let off = distance(*position, followed.position);
            assert!(off < 0.05, "figure {number}, position {index}: {off}");
        }
    }
}

#[test]
fn dividers_step_over_a_tremble_and_notice_a_turn_that_they_lose() {
    let straight = |amplitude: f64| {
        (0..400).map(move |index| [0.02 * f64::from(index), amplitude * f64::from(index % 2)]).collect::<Vec<Point>>()
    };
    let (steady, trembling) = (walk(straight(0.0), 0.5, 100), walk(straight(0.05), 0.5, 100));
    assert_eq!(steady.positions.len(), 16);
    assert_eq!(trembling.positions.len(), 16);
    assert_close(steady.longest, 1.0, 1e-9, "a straight way");
    let circle = (0..=400).map(|index| (f64::from(index) * 0.0157, 0.2)).map(|(t, r)| [r * t.cos(), r * t.sin()]);
    let lost = walk(circle.chain([[2.0, 0.0]]), 0.5, 100);
    assert!(lost.longest > 2.5, "{}", lost.longest);
    assert_eq!(walk([[1.0, 2.0]], 0.5, 100).positions, [[1.0, 2.0]]);
    assert!(walk([], 0.5, 100).positions.is_empty());
}

#[test]
fn a_later_position_changes_nothing_before_it() {
    let figures = test_figures(2, 0..1);
    let mut other = figures[0][..20].to_vec();
    other[12] = [other[12][0] + 0.3, other[12][1]];
    let lesson = Lesson::of(&[figures[0][..20].to_vec(), other], &device());
    let found = values(lesson.errors(&tiny(), normals(1, 1, 4).repeat_dim(0, 2)));
    let (one, other) = found.split_at(18);
    // The turn after position i + 1 is compared with position i + 2.
    assert_eq!(one[..10], other[..10]);
    assert!(one[10..].iter().zip(&other[10..]).all(|(one, other)| one != other));
}

#[test]
fn going_on_remembers_what_it_has_read() {
    let (network, figures) = (tiny(), test_figures(3, 0..3));
    let (strokes, tokens) = (firsts(&figures, 9), normals(2, 3, 4));
    let on =
        |strokes: &[Vec<Point>], count| pollster::block_on(go_on(&network, tokens.clone(), strokes, count)).unwrap();
    let at_once = on(&strokes, 6);
    let half = on(&strokes, 3);
    let longer: Vec<_> = strokes.iter().zip(&half).map(|(stroke, half)| [&stroke[..], half].concat()).collect();
    let rest = on(&longer, 3);
    for (stroke, (half, rest)) in at_once.iter().zip(half.iter().zip(&rest)) {
        for (index, (one, other)) in stroke.iter().zip(half.iter().chain(rest)).enumerate() {
            assert!(distance(*one, *other) < 1e-4, "position {index}: {one:?}, {other:?}");
        }
    }
    for pair in at_once[0].windows(2) {
        assert_close(distance(pair[0], pair[1]), STEP, 1e-9, "a step");
    }
}

#[test]
fn the_gradient_by_the_token_is_the_slope_of_the_error() {
    let lesson = Lesson::of(&firsts(&test_figures(4, 0..2), 8), &device());
    let (network, at) = (tiny(), normals(3, 2, 4));
    let tracked = at.clone().autodiff().require_grad();
    let still = network.clone().train().no_grad();
    let gradients = lesson.clone().autodiff().errors(&still, tracked.clone()).sum().backward();
    let gradient = tracked.grad(&gradients).unwrap();
    let error = |tokens: Tensor<2>| f64::from(values(lesson.errors(&network, tokens).sum())[0]);
    let steepest = f64::from(values(gradient.clone().square().sum().sqrt())[0]);
    assert!(steepest > 1e-2, "{steepest}");
    for direction in [gradient.clone().div_scalar(steepest), normals(5, 2, 4), normals(6, 2, 4)] {
        let moved = |step: f64| error(at.clone() + direction.clone().mul_scalar(step));
        let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
        let expected = f64::from(values((gradient.clone() * direction).sum())[0]);
        assert_close(slope, expected, 2e-2 * steepest, "slope");
    }
}

/// A direction in all of a network's numbers: normal numbers, or the gradient.
struct Direction<'a> {
    gradients: &'a GradientsParams,
    noise: Option<ChaCha8Rng>,
    found: GradientsParams,
    /// The scalar product of direction and gradient.
    expected: f64,
}

impl ModuleVisitor for Direction<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = self.gradients.get::<D>(param.id).unwrap();
        let direction = match &mut self.noise {
            Some(generator) => {
                let entries = (0..gradient.shape().num_elements()).map(|_| normal(generator) as f32).collect();
                Tensor::from_data(TensorData::new::<f32, _>(entries, gradient.dims()), &device())
            }
            None => gradient.clone(),
        };
        self.expected += f64::from(values((gradient * direction.clone()).sum())[0]);
        self.found.register(param.id, direction);
    }
}

/// Moves a network along a direction.
struct Along<'a>(&'a GradientsParams, f64);

impl ModuleMapper for Along<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let direction = self.0.get::<D>(param.id).unwrap();
        param.map(|old| old + direction.mul_scalar(self.1))
    }
}

#[test]
fn the_gradient_by_the_network_is_the_slope_of_the_error() {
    let lesson = Lesson::of(&firsts(&test_figures(4, 2..4), 8), &device());
    let (network, tokens) = (tiny(), normals(7, 2, 4));
    let tracked = network.clone().train();
    let gradients = lesson.clone().autodiff().errors(&tracked, tokens.clone().autodiff()).sum().backward();
    let gradients = GradientsParams::from_grads(gradients, &tracked);
    for noise in [None, Some(8), Some(9)] {
        let noise = noise.map(|seed| stream(seed, Purpose::Views, 0));
        let mut direction = Direction { gradients: &gradients, noise, found: GradientsParams::new(), expected: 0.0 };
        network.visit(&mut direction);
        let Direction { found, expected, .. } = direction;
        let length = {
            let mut own = Direction { gradients: &found, noise: None, found: GradientsParams::new(), expected: 0.0 };
            network.visit(&mut own);
            own.expected.sqrt()
        };
        let step = 3e-3 / length;
        let moved = |step: f64| {
            let network = network.clone().map(&mut Along(&found, step));
            f64::from(values(lesson.errors(&network, tokens.clone()).sum())[0])
        };
        let slope = (moved(step) - moved(-step)) / (2.0 * step);
        assert!(expected.abs() > 1e-2 * length, "{expected}");
        assert_close(slope, expected, 3e-2 * expected.abs() + 1e-2 * length, "slope");
    }
}

#[test]
fn feeling_out_moves_the_token_alone_and_lowers_the_error() {
    let model = shipped();
    let numbers = || pollster::block_on(parameters(&model.network, "network")).unwrap();
    let before: Arrays = numbers();
    let lesson = Lesson::of(&firsts(&test_figures(5, 0..6), 24), &device());
    let feel = || pollster::block_on(feel_out(&model.network, &lesson, 12)).unwrap();
    let (felt, again) = (feel(), feel());
    assert!(numbers() == before, "the network has moved");
    assert_eq!(felt.losses.len(), 13);
    assert!(felt.losses[12] < 0.98 * felt.losses[0], "{:?}", felt.losses);
    assert_eq!(felt.losses, again.losses);
    assert_eq!(values(felt.tokens.clone()), values(again.tokens));
    assert!(values(felt.tokens).iter().all(|value| *value != 0.0));
}

#[test]
fn a_stroke_that_is_turned_and_moved_is_finished_alike() {
    let model = shipped();
    let stroke = test_figures(6, 0..1)[0][..24].to_vec();
    let (sin, cos) = 1.1_f64.sin_cos();
    let moved = |[x, y]: Point| [cos * x - sin * y + 2.0, sin * x + cos * y - 1.0];
    let on = |stroke: Vec<Point>| {
        pollster::block_on(Finishes::Token.go_on(&model.network, &[stroke], 12, &device())).unwrap().remove(0)
    };
    let (one, other) = (on(stroke.clone()), on(stroke.into_iter().map(moved).collect()));
    for (index, (one, other)) in one.into_iter().zip(other).enumerate() {
        assert!(distance(moved(one), other) < 1e-2, "position {index}: {:?}, {other:?}", moved(one));
    }
}

#[test]
fn derivatives_of_the_followed_formula_are_central_differences() {
    let figure = Figure { radii: [3.6, 0.7, 1.3], turn: 0.4, middle: [0.5, -1.0], begin: 1.0, is_backward: false };
    let moved = |index: usize, by: f64| {
        let mut moved = figure;
        match index {
            0..3 => moved.radii[index] += by,
            3 => moved.turn += by,
            _ => moved.begin += by,
        }
        follow(&moved, [1.0, 2.0], 12)
    };
    for backward in [false, true] {
        let figure = Figure { is_backward: backward, ..figure };
        assert_eq!(follow(&figure, [1.0, 2.0], 12).len(), 12);
    }
    let found = follow(&figure, [1.0, 2.0], 12);
    for index in 0..5 {
        let (ahead, behind) = (moved(index, 1e-5), moved(index, -1e-5));
        for (number, followed) in found.iter().enumerate() {
            for axis in [0, 1] {
                let slope = (ahead[number].position[axis] - behind[number].position[axis]) / 2e-5;
                let what = format!("parameter {index}, position {number}");
                assert_close(followed.by[index][axis], slope, 1e-3 * (1.0 + slope.abs()), &what);
            }
        }
    }
}

#[test]
fn the_formula_finds_a_made_figure_again() {
    for number in 0..4 {
        let (_, positions) = Figure::draw(&mut stream(8, Purpose::FigureTest, number));
        let found = fit(&positions[..32]).unwrap();
        let followed = follow(&found, positions[0], 64);
        for (index, (followed, position)) in followed.iter().zip(&positions).enumerate() {
            let off = distance(followed.position, *position);
            assert!(off < 0.1, "figure {number}, position {index}: {off}");
        }
    }
}

#[test]
fn the_shipped_network_goes_on_far_better_than_straight() {
    assert!(SHIPPED.len() < 300_000, "{} bytes", SHIPPED.len());
    let (model, figures) = (shipped(), test_figures(99, 0..64));
    let mean = |finishes: Finishes| {
        let found = pollster::block_on(errors(finishes, &model.network, &figures, 32, &device())).unwrap();
        found.iter().sum::<f64>() / found.len() as f64
    };
    let (token, straight) = (mean(Finishes::Token), mean(Finishes::Velocity));
    // A few figures are lost, and count for most of the mean.
    assert!(token < 2.0 && straight > 5.0, "{token}, {straight}");
}

#[test]
fn weights_and_runs_are_read_as_they_were_written() {
    let settings = StrokeSettings { steps: 4, batch: 2, warm_up: 1, ..StrokeSettings::default() };
    let advance = |run: &mut StrokeRun, steps: usize| {
        (0..steps).map(|_| pollster::block_on(run.advance()).unwrap()).collect::<Vec<_>>()
    };
    let mut whole = StrokeRun::new(settings, &device()).unwrap();
    let first = advance(&mut whole, 2);
    let bytes = pollster::block_on(whole.to_bytes()).unwrap();
    let last = advance(&mut whole, 2);
    let mut resumed = StrokeRun::from_bytes(&bytes, &device()).unwrap();
    assert_eq!((resumed.step(), advance(&mut resumed, 2)), (2, last));
    assert!(resumed.is_finished() && first[0].before != first[1].before);
    let numbers = |run: &StrokeRun| pollster::block_on(run.arrays()).unwrap();
    assert!(numbers(&resumed) == numbers(&whole), "the resumed run is another");
    let model = StrokeModel::of(&whole);
    let written = pollster::block_on(model.to_bytes()).unwrap();
    let read = StrokeModel::from_bytes(&written, &device()).unwrap();
    assert_eq!(read.description, model.description);
    let half = |model: &StrokeModel| pollster::block_on(parameters(&model.network, "network")).unwrap();
    let again = StrokeModel::from_bytes(&pollster::block_on(read.to_bytes()).unwrap(), &device()).unwrap();
    assert!(half(&again) == half(&read), "half precision is kept");
    let lesson = Lesson::of(&firsts(&test_figures(1, 0..2), 10), &device());
    let found = |model: &StrokeModel| values(lesson.errors(&model.network, Tensor::zeros([2, 16], &device())));
    for (read, model) in found(&read).into_iter().zip(found(&model)) {
        assert_close(read.into(), model.into(), 2e-2 * f64::from(1.0 + model), "error");
    }
}

#[test]
fn what_is_no_network_is_refused() {
    let refusal = |bytes: &[u8]| StrokeModel::from_bytes(bytes, &device()).unwrap_err();
    let encoder = include_bytes!("../../www/assets/weights/base.safetensors");
    let words = refusal(encoder).to_string();
    assert!(words.contains("it is the weights of an encoder"), "{words}");
    let words = refusal(&SHIPPED[..SHIPPED.len() - 1]).to_string();
    assert!(words.contains("shorter or longer than its header says"), "{words}");
    let settings = StrokeSettings { steps: 0, ..StrokeSettings::default() };
    assert_eq!(StrokeRun::new(settings, &device()).map(|_| ()).unwrap_err().field(), "steps");
}

#[test]
fn what_cannot_be_finished_is_refused_by_its_name() {
    let straight = |count: u32, step: f64| (0..count).map(|index| [step * f64::from(index), 0.0]).collect::<Vec<_>>();
    let short = finished(straight(50, 0.01)).unwrap_err();
    assert!(matches!(short, Error::Invalid { ref field, .. } if field == "points"), "{short}");
    assert!(short.to_string().contains("too short"), "{short}");
    assert_eq!(finished(Vec::new()).unwrap_err().field(), "points");
    let far = (0..200).map(|index| [if index % 2 == 0 { -99.0 } else { 99.0 }, 0.0]).collect();
    assert_eq!(finished(far).unwrap_err().field(), "points");
    assert_eq!(finished(vec![[0.0, 0.0], [0.0, f64::NAN]]).unwrap_err().field(), "points[1].y");
    assert_eq!(finished(vec![[101.0, 0.0]]).unwrap_err().field(), "points[0].x");
    assert_eq!(finished(straight(20_001, 0.001)).unwrap_err().code(), "wrong_length");
}

#[test]
fn a_finished_stroke_begins_where_the_pen_is_and_stays_near() {
    let points = test_figures(10, 0..1)[0][..20].to_vec();
    let found = finished(points.clone()).unwrap();
    assert_eq!((found.given, &found.rest[..2]), (20, &points[19][..]));
    assert_eq!((found.token.len(), found.rest.len() % 2), (16, 0));
    assert!(found.rest.len() > 2 && found.rest.len() <= 2 * (1 + LENGTH - 20));
    assert!(found.rest.iter().all(|part| part.abs() <= 12.0));
    assert!(found.losses.last() < found.losses.first());
    assert_eq!(finished(points).unwrap(), found);
    // Of a long stroke the last positions count.
    let long = (0..2000).map(|index| 0.05 * f64::from(index)).map(|t| [3.0 * t.cos(), 3.0 * t.sin()]);
    let found = finished(long.collect()).unwrap();
    assert!(found.given > LENGTH && found.rest.len() <= 2 * (1 + LENGTH / 2), "{}", found.given);
}
