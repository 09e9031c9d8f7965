//! `spiro example`: a read-back for the page to show while its engine loads.

use std::path::PathBuf;

use anyhow::Result;
use base64::{Engine, prelude::BASE64_STANDARD};
use burn::tensor::Device;
use serde_json::json;
use spirograph_lab::{
    model::Model,
    read_back::{ReadBackRequest, Subject, read_back},
    spirograph::{FactorSpec, Factors, smooth_curve},
};

use crate::files::{load, save};

/// Number of views: as many as the page asks for at first.
const VIEWS: usize = 16;
/// Points of the curve: enough for a first look, and a small file.
const CURVE_POINTS: usize = 600;

#[derive(clap::Args)]
pub struct Arguments {
    /// The weights file.
    weights: PathBuf,
    /// Where to write.
    #[arg(long, default_value = "www/assets/example.json")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments, device: &Device) -> Result<()> {
    let model = Model::from_bytes(&load(&arguments.weights)?, device)?;
    let subject = Subject::Spirograph { factors: Factors::EXAMPLE.0.to_vec() };
    let answer = pollster::block_on(read_back(&model, &ReadBackRequest { subject, views: VIEWS, seed: 1 }, device))?;
    let example = json!({
        "factors": FactorSpec::all(),
        "curve": smooth_curve(&Factors::EXAMPLE, CURVE_POINTS),
        "readBack": {
            "estimates": answer.estimates,
            "by_views": answer.by_views,
            "picture": BASE64_STANDARD.encode(answer.picture),
            "views": BASE64_STANDARD.encode(answer.views),
        },
    });
    save(&arguments.out, &serde_json::to_vec(&example)?)?;
    println!("{}", arguments.out.display());
    Ok(())
}
