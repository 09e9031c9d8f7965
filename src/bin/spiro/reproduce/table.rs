//! A table of means over seeds with their spread.

use anyhow::Result;
use comfy_table::{CellAlignment, presets::ASCII_MARKDOWN};
use spirograph_lab::fine_tuning::Spread;

use crate::console::say;

/// A table, row by row as it is measured.
pub struct Table {
    title: String,
    table: comfy_table::Table,
}

impl Table {
    pub fn new(title: &str, head: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(ASCII_MARKDOWN).set_header(head.into_iter().map(Into::into).collect::<Vec<String>>());
        Self { title: title.to_owned(), table }
    }

    /// A row: its head, and for each further column the values of all seeds.
    pub fn add(&mut self, head: impl IntoIterator<Item = String>, columns: &[Vec<f64>]) {
        self.add_spreads(head, &columns.iter().map(|values| Spread::of(values)).collect::<Vec<_>>());
    }

    /// A row of spreads.
    pub fn add_spreads(&mut self, head: impl IntoIterator<Item = String>, columns: &[Option<Spread>]) {
        self.table.add_row(head.into_iter().chain(columns.iter().map(|&spread| cell(spread))));
    }

    pub fn print(mut self) -> Result<()> {
        self.table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
        say!("### {}\n\n{}\n", self.title, self.table)
    }
}

/// What each seed found, a list of figures for each, turned: for each figure its value at every seed.
pub fn by_figure(seeds: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let figures = seeds.first().map_or(0, Vec::len);
    (0..figures).map(|figure| seeds.iter().map(|found| found[figure]).collect()).collect()
}

/// Mean and deviation in thousandths, which is what errors here are of.
fn cell(spread: Option<Spread>) -> String {
    match spread {
        Some(Spread { mean, deviation: Some(deviation) }) => format!("{:.3} ± {:.3}", 1e3 * mean, 1e3 * deviation),
        Some(Spread { mean, deviation: None }) => format!("{:.3}", 1e3 * mean),
        None => String::new(),
    }
}
