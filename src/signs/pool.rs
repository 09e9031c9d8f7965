//! The classes of a task with what each of some encoders makes of their samples: what episodes are drawn from.

use burn::tensor::{Device, Tensor};

use super::{
    features::{represented, views_of},
    tasks::{Samples, Task},
};
use crate::{
    error::Result,
    model::Model,
    random::{Purpose, stream},
    tensors::Rows,
};

/// A pool that is encoded class by class.
#[derive(Debug, Clone)]
pub struct Pool {
    classes: Vec<Samples>,
    /// For each class that is encoded a row for each sample by each of the encoders.
    encoded: Vec<Vec<Rows>>,
    views: usize,
    seed: u64,
}

impl Pool {
    /// Nothing is encoded yet. Drawings are averaged over `views` views, pictures are seen once.
    ///
    /// # Errors
    /// What [`Task::classes`] refuses.
    pub fn new(task: Task, seed: u64, (classes, samples): (usize, usize), views: usize) -> Result<Self> {
        let classes = task.classes(seed, classes, samples)?;
        Ok(Self { classes, encoded: Vec::new(), views, seed })
    }

    /// How many classes are encoded.
    pub fn count(&self) -> usize {
        self.encoded.len()
    }

    /// What the encoders made of the samples, class by class.
    pub fn encoded(&self) -> &[Vec<Rows>] {
        &self.encoded
    }

    /// Whether all classes are encoded.
    pub fn is_whole(&self) -> bool {
        self.encoded.len() == self.classes.len()
    }

    /// Encodes the next class, if there is one, by encoders on `device`.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) naming `encoder` or `drawing` where one of them has learned from other pictures;
    /// [`Error::Device`](crate::Error::Device) if the device fails.
    pub async fn advance(&mut self, models: &[Model], device: &Device) -> Result<()> {
        let number = self.encoded.len();
        let Some(class) = self.classes.get(number) else { return Ok(()) };
        let mut rows = Vec::new();
        for model in models {
            rows.push(match class {
                Samples::Pictures(source, scenes) => {
                    let images = source.pictured_as(&model.source)?.render(scenes, device);
                    represented(model, &model.reader, images, 1).await?
                }
                Samples::Drawings(drawings) => {
                    let mut generator = stream(self.seed, Purpose::Views, number as u64);
                    let views = |drawing| views_of(drawing, &model.source, self.views, &mut generator, device);
                    let images = Tensor::cat(drawings.iter().map(views).collect::<Result<_>>()?, 0);
                    represented(model, model.reader_of_drawings(), images, self.views).await?
                }
            });
        }
        self.encoded.push(rows);
        Ok(())
    }
}
