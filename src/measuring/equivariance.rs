//! Whether representations move with the picture: one rotation for each of its turns and reflections, or none.

use burn::tensor::Device;
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::{
    encoder::Encode,
    error::{Error, Result, within},
    model::Affine,
    pictures::{Role, Scene, Source, Symmetry},
    random::Purpose,
    tensors::{Rows, arrays::read_entries},
    translating::{PrincipalSpace, residual, rotation},
};

/// Images that are encoded at once: few enough that a slow device can answer something else in between.
const CHUNK: usize = 128;
/// A rotation is fitted on so many pictures for each axis at least.
const PICTURES_FOR_EACH: usize = 4;

/// The names of the quantities, in the order of [`Equivariance::quantities`].
pub const EQUIVARIANCE_QUANTITIES: [&str; 4] =
    ["residual of a turn", "unexplained movement of a turn", "residual of two turns", "turns not told apart"];

/// What has been found, on pictures that nothing was fitted on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Equivariance {
    /// Which share of the variance of turned or reflected pictures' representations their best rotation R_g does not explain, the
    /// mean over the seven symmetries that change anything. 0: all is explained.
    pub residual: f32,
    /// Which share that is of what the turn moves: 1 where no rotation is better than none, however little moves, or nothing does.
    pub unexplained: f32,
    /// How far R_g after R_g′ is from the rotation of both at once, as a share of the variance, the mean over all pairs.
    pub composition: f32,
    /// The share of pictures of which a linear read-out does not tell how they were turned or reflected; 7/8 by chance.
    pub untold: f32,
}

impl Equivariance {
    /// The values by the names of [`EQUIVARIANCE_QUANTITIES`].
    pub fn quantities(&self) -> [f32; 4] {
        [self.residual, self.unexplained, self.composition, self.untold]
    }
}

/// The pictures, each under every symmetry.
#[derive(Debug, Clone)]
pub struct Turning {
    scenes: Vec<Scene>,
    pictures: usize,
    source: Source,
    device: Device,
}

/// A measurement under way: what has been encoded.
#[derive(Debug, Clone, Default)]
pub struct PartialTurning {
    representations: Rows,
}

impl Turning {
    /// Fewest pictures, each of which is turned and reflected in all ways.
    pub const FEWEST: usize = 8;
    /// Most of them.
    pub const MOST: usize = 4096;

    /// So many pictures of a source, upright ones, which are then turned and reflected.
    ///
    /// # Errors
    /// [`Error::OutOfBounds`] naming `pictures`; what [`Source::check_things`] refuses.
    pub fn new(source: &Source, pictures: usize, seed: u64, device: &Device) -> Result<Self> {
        within("pictures", pictures as f64, (Self::FEWEST as f64, Self::MOST as f64))?;
        source.check_things()?;
        let source = source.held_out().with_symmetry(Role::Fixed);
        let upright: Vec<_> =
            (0..pictures as u64).flat_map(|index| source.sample(seed, Purpose::ProbeTest, index, 1)).collect();
        let changed = |symmetry| upright.iter().map(move |scene| Scene { symmetry, ..scene.clone() });
        let scenes = Symmetry::all().into_iter().flat_map(changed).collect();
        Ok(Self { scenes, pictures, source, device: device.clone().without_autodiff() })
    }

    /// How much of a measurement is done, from 0 to 1.
    pub fn share(&self, turning: &PartialTurning) -> f64 {
        turning.representations.count() as f64 / self.scenes.len() as f64
    }

    /// Encodes one part; whether nothing but [`finish`](Self::finish) is left.
    ///
    /// # Errors
    /// [`Error::Device`] if the device fails.
    pub async fn advance(&self, encoder: &impl Encode, turning: &mut PartialTurning) -> Result<bool> {
        let rest = &self.scenes[turning.representations.count()..];
        let chunk = &rest[..CHUNK.min(rest.len())];
        if !chunk.is_empty() {
            let representations = encoder.encode(self.source.render(chunk, &self.device).into()).value;
            let [_, dimension] = representations.dims();
            turning.representations.append(Rows::new(read_entries(representations).await?, dimension));
        }
        Ok(turning.representations.count() == self.scenes.len())
    }

    /// What has been found, once all parts are done: fitted on one half of the pictures, and tested on the other.
    ///
    /// # Errors
    /// [`Error::WrongLength`] while parts are missing; [`Error::Invalid`] naming `representations` when they are not finite.
    pub fn finish(&self, turning: PartialTurning) -> Result<Equivariance> {
        let PartialTurning { representations: all } = turning;
        if all.count() != self.scenes.len() {
            let expected = self.scenes.len().to_string();
            return Err(Error::WrongLength { field: "representations".to_owned(), found: all.count(), expected });
        }
        let half = self.pictures / 2;
        let untold = untold(&all, self.pictures, half)?;
        let fitted = all.select((0..all.count()).filter(|row| row % self.pictures < half));
        let space = PrincipalSpace::of(&fitted, half / PICTURES_FOR_EACH);
        let part = |rows: std::ops::Range<usize>| {
            let under = |symmetry: Symmetry| {
                let first = symmetry.number() * self.pictures;
                space.coordinates(&all.select(first + rows.start..first + rows.end))
            };
            Symmetry::all().map(under)
        };
        let (fitted, tested) = (part(0..half), part(half..self.pictures));
        let rotations = fitted.each_ref().map(|turned| rotation(&fitted[0], turned));
        let turned = |number: usize| residual(&(&tested[0] * &rotations[number]), &tested[number]);
        let mean = |of: &dyn Fn(usize) -> f64| (1..Symmetry::COUNT).map(of).sum::<f64>() / (Symmetry::COUNT - 1) as f64;
        let composition = |after: usize, before: usize| composition_residual(&tested[0], &rotations, [after, before]);
        let (left, without) = (mean(&turned), mean(&|number| residual(&tested[0], &tested[number])));
        Ok(Equivariance {
            residual: left as f32,
            unexplained: if without > 0.0 { (left / without) as f32 } else { 1.0 },
            composition: mean(&|after| mean(&|before| composition(after, before))) as f32,
            untold,
        })
    }
}

/// How far the rotations of two symmetries, one after the other, are from that of both at once, on upright coordinates.
fn composition_residual(upright: &DMatrix<f64>, rotations: &[DMatrix<f64>], [after, before]: [usize; 2]) -> f64 {
    let all = Symmetry::all();
    let both = all[after].after(all[before]).number();
    residual(&(upright * &rotations[before] * &rotations[after]), &(upright * &rotations[both]))
}

/// The share of pictures of which a linear read-out, fitted on the first `half` pictures under every symmetry, does not tell the
/// symmetry.
fn untold(all: &Rows, pictures: usize, half: usize) -> Result<f32> {
    let rows = |is_fitted: bool| (0..all.count()).filter(move |row| (row % pictures < half) == is_fitted);
    let column = |number: usize| rows(true).map(|row| f64::from(u8::from(row / pictures == number))).collect();
    let columns: Vec<Vec<f64>> = (0..Symmetry::COUNT).map(column).collect();
    let map = Affine::fit(&all.select(rows(true)), &columns)?;
    let tested = all.select(rows(false));
    let is_wrong = |(row, read): (usize, &[f32])| {
        let scores = map.apply(read);
        let told = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
        told != Some(row / pictures)
    };
    let wrong = rows(false).zip(tested.iter()).filter(|&pair| is_wrong(pair)).count();
    Ok(wrong as f32 / tested.count() as f32)
}
