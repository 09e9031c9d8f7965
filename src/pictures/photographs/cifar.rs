//! CIFAR-10 and CIFAR-100 as their authors give them out ("binary version", <https://www.cs.toronto.edu/~kriz/cifar.html>):
//! files of records, each a label or two and the 3 × 32 × 32 bytes of a picture, `[channel][row from the top][column]`.

use std::iter::once;

use super::crops::Crops;
use crate::{
    error::{Error, Result},
    pictures::spirograph::SIDE,
};

/// The editions.
pub const EDITIONS: [Edition; 2] = [
    Edition {
        name: "CIFAR-10",
        folder: "cifar-10-batches-bin",
        training: &["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        test: "test_batch.bin",
        words: "data_batch_1.bin to data_batch_5.bin and test_batch.bin",
        label_names: "batches.meta.txt",
        labels: 10,
        label_bytes: 1,
    },
    Edition {
        name: "CIFAR-100",
        folder: "cifar-100-binary",
        training: &["train.bin"],
        test: "test.bin",
        words: "train.bin and test.bin",
        label_names: "fine_label_names.txt",
        labels: 100,
        label_bytes: 2,
    },
];

/// What its files are called, and what is in them.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// What it is called.
    pub name: &'static str,
    /// The folder that its archive unpacks to.
    pub folder: &'static str,
    /// The files with the pictures to train on, in their order.
    pub training: &'static [&'static str],
    /// The file with those to test on.
    pub test: &'static str,
    /// The names of the files for people.
    pub words: &'static str,
    /// The file with the names of the labels, one a line.
    pub label_names: &'static str,
    /// How many labels there are.
    pub labels: usize,
    /// Bytes of a record before its picture: the last of them is the label. In CIFAR-100 a coarse one stands before it.
    label_bytes: usize,
}

/// Pictures with their labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labelled {
    /// For each picture `[3, SIDE, SIDE]`, rows x and columns y, from 0 to 255.
    pub(super) pixels: Vec<u8>,
    /// What each one is of.
    pub(super) labels: Vec<usize>,
}

impl Labelled {
    /// Adds others behind these.
    pub fn append(&mut self, mut others: Self) {
        self.pixels.append(&mut others.pixels);
        self.labels.append(&mut others.labels);
    }

    /// What each one is of.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }
}

impl Edition {
    /// All files that pictures are in.
    pub fn files(&self) -> impl Iterator<Item = &'static str> {
        self.training.iter().copied().chain(once(self.test))
    }

    /// Bytes of a record.
    pub fn record(&self) -> usize {
        self.label_bytes + Crops::LENGTH
    }

    /// The records of a file.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the `file`: it is empty, no whole number of records, or has a label that there is not.
    pub fn read(&self, file: &str, bytes: &[u8]) -> Result<Labelled> {
        let refuse = |reason: String| Err(Error::Invalid { field: file.to_owned(), reason });
        let (length, record) = (bytes.len(), self.record());
        if bytes.is_empty() {
            return refuse("it is empty.".to_owned());
        }
        if !length.is_multiple_of(record) {
            let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
            let (whole, rest) = (counted(length / record, "record"), counted(length % record, "byte"));
            let name = self.name;
            return refuse(format!(
                "it has {length} bytes: {whole} of {name}, each of {record} bytes, and {rest} more."
            ));
        }
        let mut read = Labelled { pixels: Vec::with_capacity(length), labels: Vec::with_capacity(length / record) };
        for (number, record) in bytes.chunks_exact(record).enumerate() {
            let (labels, picture) = record.split_at(self.label_bytes);
            let label = labels.last().copied().map_or(0, usize::from);
            if label >= self.labels {
                let (number, largest) = (number + 1, self.labels - 1);
                return refuse(format!("record {number} has the label {label}, but the largest is {largest}."));
            }
            read.labels.push(label);
            read.pixels.extend((0..Crops::LENGTH).map(|index| {
                let (channel, x, y) = (index / (SIDE * SIDE), index / SIDE % SIDE, index % SIDE);
                picture[(channel * SIDE + SIDE - 1 - y) * SIDE + x]
            }));
        }
        Ok(read)
    }

    /// The names of the labels from the text of [`label_names`](Self::label_names), or their numbers where it does not say them
    /// all.
    pub fn names(&self, text: Option<&str>) -> Vec<String> {
        let names = text.into_iter().flat_map(str::lines).map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<_> = names.map(str::to_owned).collect();
        if names.len() == self.labels { names } else { (0..self.labels).map(|label| label.to_string()).collect() }
    }
}
