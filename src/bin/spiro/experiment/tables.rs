//! What experiments found as tables in Markdown, for the terminal and the document alike.

use comfy_table::{CellAlignment, Table, presets::ASCII_MARKDOWN};
use spirograph_lab::{
    experiments::{Experiment, Figures, Study},
    fine_tuning::Spread,
    signs::EpisodesPlan,
};

/// What training shows besides what is compared: a term can be won by moving all representations closer together, so a measure
/// without scale stands beside each variance, and the error beside both.
const BESIDES: [&str; 3] = ["conditional variance", "nuisance's share of the variance", "mean error, M = 16"];

/// The quantities that are compared, and what belongs beside them: for each arm a mean over its seeds, ± its deviation or, of the
/// accuracies of episodes, half of its interval.
pub fn table(experiment: &Experiment, figures: &Figures) -> String {
    let is_beside = |name: &str| match &experiment.study {
        Study::Training(_) => BESIDES.contains(&name),
        Study::Sweep(_) => false,
        // Every number of anchors: how the classes compare turns with it.
        Study::Translation(_) => true,
        // Every task, since an encoder may do well at one for what it lacks at another.
        Study::Episodes(_) => !figures.rows.iter().any(|row| EpisodesPlan::half_width_of(&row.quantity) == name),
        // Every number of given positions, likewise.
        Study::Strokes(_) => true,
    };
    let is_shown = |name: &str| is_beside(name) || experiment.compared.iter().any(|of| of.quantity == name);
    let mut table = Table::new();
    let head = ["quantity".to_owned()].into_iter().chain(figures.arms.iter().map(|arm| arm.words.clone()));
    table.load_style(ASCII_MARKDOWN).set_header(head.collect::<Vec<_>>());
    for row in figures.rows.iter().filter(|row| is_shown(&row.quantity)) {
        let half_width = figures.rows.iter().find(|other| other.quantity == EpisodesPlan::half_width_of(&row.quantity));
        let after = match half_width {
            Some(half_width) => {
                row.after.iter().zip(&half_width.after).map(|(mean, half)| within(*mean, *half)).collect()
            }
            None => row.after.clone(),
        };
        let cells = after.into_iter().map(cell);
        table.add_row([row.quantity.clone()].into_iter().chain(cells).collect::<Vec<_>>());
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table.to_string()
}

/// A mean with half of its interval.
fn within(mean: Option<Spread>, half_width: Option<Spread>) -> Option<Spread> {
    Some(Spread { mean: mean?.mean, deviation: half_width.map(|half| half.mean) })
}

/// Mean and deviation, the mean to three digits.
fn cell(spread: Option<Spread>) -> String {
    let Some(Spread { mean, deviation }) = spread else { return "–".to_owned() };
    let places = if mean == 0.0 { 3.0 } else { (2.0 - mean.abs().log10().floor()).clamp(0.0, 8.0) } as usize;
    let mean = format!("{mean:.places$}").replace('-', "−");
    deviation.map_or(mean.clone(), |deviation| format!("{mean} ± {deviation:.places$}"))
}
