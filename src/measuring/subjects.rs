//! What an encoder is measured on: pictures of its source, or simulated drawings of them.

use burn::tensor::{Device, Tensor};
use rand_chacha::ChaCha8Rng;

use crate::{
    error::Result,
    pictures::{Flaw, Scene, Source, drawn_by_hand},
    random::{Purpose, stream, uniform},
};

/// What the samples are.
#[derive(Debug, Clone, PartialEq)]
pub enum Subjects {
    /// Pictures of the source. A sample's first view shows its own factors; further ones draw the nuisances again.
    Pictures,
    /// Drawings of Spirographs. Every view redraws them.
    Drawings {
        /// What is wrong with them.
        hands: Hands,
        /// How much of the hand's ranges the views draw from ([`Source::with_hand`]): 0, and they differ in colour alone.
        redrawn: f64,
    },
}

/// What the hands of simulated drawings do.
#[derive(Debug, Clone, PartialEq)]
pub enum Hands {
    /// Whatever a hand does, from the whole of its ranges.
    Any,
    /// Some flaws and no others, from 0, none, to a severity of 1.
    With(Vec<Flaw>, f64),
    /// One flaw and no other, of any severity: small ones are commoner than large ones.
    Only(Flaw),
}

impl Hands {
    /// A Spirograph that such a hand draws.
    fn draw(&self, source: &Source, generator: &mut ChaCha8Rng) -> Scene {
        match self {
            Hands::Any => source.with_free_hand().draw(generator),
            Hands::With(flaws, severity) => {
                let clean = source.with_hand(0.0).draw(generator);
                flaws.iter().fold(clean, |scene, flaw| flaw.add_to(scene, *severity, generator))
            }
            Hands::Only(flaw) => {
                let clean = source.with_hand(0.0).draw(generator);
                flaw.add_to(clean, uniform(generator, (0.0, 1.0)).powi(2), generator)
            }
        }
    }
}

impl Subjects {
    /// The images of some samples with `views` views each, one sample's after the other's, and what the samples show. The
    /// first so many views of a sample do not depend on how many there are.
    ///
    /// # Errors
    /// What [`Source::of_drawing`] refuses.
    pub fn render(
        &self,
        source: &Source,
        (seed, purpose): (u64, Purpose),
        samples: std::ops::Range<u64>,
        views: usize,
        device: &Device,
    ) -> Result<(Tensor<4>, Vec<Scene>)> {
        let (images, scenes): (Vec<_>, Vec<_>) = match self {
            Subjects::Pictures => {
                let samples: Vec<_> = samples.map(|index| source.sample(seed, purpose, index, views)).collect();
                let images = source.render(&samples.concat(), device);
                return Ok((images, samples.into_iter().filter_map(|views| views.into_iter().next()).collect()));
            }
            Subjects::Drawings { hands, redrawn } => {
                let redraws = source.with_hand(*redrawn);
                let drawing = |index| {
                    let mut generator = stream(seed, purpose, index);
                    let scene = hands.draw(source, &mut generator);
                    let (drawn, own) = redraws.of_drawing(&drawn_by_hand(&scene))?;
                    let views: Vec<_> = (0..views).map(|_| drawn.view(&own, &mut generator)).collect();
                    Ok((drawn.render(&views, device), scene))
                };
                samples.map(drawing).collect::<Result<Vec<_>>>()?.into_iter().unzip()
            }
        };
        Ok((Tensor::cat(images, 0), scenes))
    }
}
