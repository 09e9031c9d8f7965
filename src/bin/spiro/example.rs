//! `spiro example`: what the page shows and knows while its engine loads: a read-back, and the tables of factors.

use std::path::PathBuf;

use anyhow::Result;
use base64::{Engine, prelude::BASE64_STANDARD};
use burn::tensor::Device;
use serde_json::json;
use spirograph_lab::{
    model::Model,
    named::Named,
    pictures::{NATURAL, PHOTOGRAPHS, Pictures, Scene, smooth_curve},
    reading::{ReadBackRequest, Subject, read_back},
};

use crate::{
    console::say,
    files::{Output, all, load},
};

/// Number of views: as many as the page asks for at first.
const VIEWS: usize = 16;
/// Points of the curve: enough for a first look, and a small file.
const CURVE_POINTS: usize = 600;

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    /// Where the read-back goes.
    #[arg(long, default_value = "www/assets/example.json")]
    out: PathBuf,
    /// Where the table of Spirographs' factors goes.
    #[arg(long, default_value = "www/assets/factors.json")]
    factors: PathBuf,
    /// Where the table of photographs' factors goes.
    #[arg(long, default_value = "www/assets/photographs/factors.json")]
    photograph_factors: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let Arguments { weights, out, factors, photograph_factors } = arguments;
    let [out, factors, photograph_factors] =
        [Output::new(out)?, Output::new(factors)?, Output::new(photograph_factors)?];
    let model = Model::from_bytes(&load(weights)?, device)?;
    let subject = Subject::Scene { thing: 0, factors: Named::default() };
    let answer = pollster::block_on(read_back(&model, &ReadBackRequest { subject, views: VIEWS, seed: 1 }, device))?;
    let example = json!({
        "curve": smooth_curve(&Scene::neutral(NATURAL.factors()), CURVE_POINTS),
        "readBack": {
            "estimates": answer.estimates,
            "by_views": answer.by_views,
            "picture": BASE64_STANDARD.encode(answer.picture),
            "views": BASE64_STANDARD.encode(answer.views),
        },
    });
    let table = |pictures: &dyn Pictures| serde_json::to_vec_pretty(pictures.factors());
    all([
        out.write(&serde_json::to_vec(&example)?),
        factors.write(&table(&NATURAL)?),
        photograph_factors.write(&table(&PHOTOGRAPHS)?),
    ])?;
    [out, factors, photograph_factors].iter().try_for_each(|output| say!("{}", output.path().display()))
}
