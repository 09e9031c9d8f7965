//! The log of a pretraining run: a line of CSV for each evaluation.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
};

use anyhow::{Context, Result};
use spirograph_lab::{
    files::write_csv,
    measuring::Evaluation,
    training::{Run, TERMS},
};

/// Checks before the work that the log can be written.
pub fn check_log(path: &Path) -> Result<()> {
    open(path).map(drop)
}

fn open(path: &Path) -> Result<fs::File> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.with_context(|| format!("cannot write {}", path.display()))
}

/// Appends an evaluation of the run as it is now, after a header if the file is new.
pub fn append_to_log(path: &Path, run: &Run, evaluation: &Evaluation) -> Result<()> {
    let settings = run.settings();
    let last = run.losses().last();
    let mut cells = vec![
        ("step".to_owned(), run.step().to_string()),
        ("learning rate".to_owned(), settings.learning_rate_at(run.step()).to_string()),
        ("lambda".to_owned(), settings.lambda_at(run.step()).to_string()),
    ];
    for term in &TERMS {
        let value = last.and_then(|point| point.terms.get(term.name));
        cells.push((term.name.to_owned(), value.map_or(String::new(), f32::to_string)));
    }
    cells.push(("conditional variance".to_owned(), evaluation.conditional_variance.to_string()));
    cells.push(("nuisance share".to_owned(), evaluation.nuisance_share.to_string()));
    for read_back in &evaluation.read_back {
        for (factor, error) in read_back.errors.iter() {
            cells.push((format!("error of {factor}, M = {}", read_back.views), error.to_string()));
        }
    }
    let (header, line): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
    let is_begun = fs::metadata(path).is_ok_and(|found| found.len() > 0);
    let lines = if is_begun { vec![line] } else { vec![header, line] };
    Ok(open(path)?.write_all(write_csv(&lines).as_bytes())?)
}
