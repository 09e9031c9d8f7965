//! Sweeps across the boundary: how blind an encoder is to what, part by part, so that other questions are answered in between.

use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    types::{Answer, answer, plain, request},
};
use crate::{
    Error, Result,
    measuring::{Blindness, PartialSweep, Sweep},
    model::Model,
};

/// A sweep under way, and the encoder that it is of, which nothing else need hold.
pub(super) struct Sweeping {
    model: Rc<Model>,
    sweep: Sweep,
    done: PartialSweep,
}

#[wasm_bindgen]
impl Engine {
    /// Begins to sweep an encoder that the engine holds, by its name, or "reading" for the one that reads back. The sweep
    /// before, if it is under way, is given up.
    #[wasm_bindgen(js_name = beginSweep)]
    pub fn begin_sweep(
        &self,
        encoder: String,
        #[wasm_bindgen(unchecked_param_type = "SweepCounts")] size: JsValue,
        seed: u32,
    ) -> Answer<()> {
        plain(self.named_or_reading(&encoder).and_then(|model| self.begin_sweep_of(model, size, seed)))
    }

    /// The same of an encoder from the bytes of its weights file; what reads back stays.
    #[wasm_bindgen(js_name = beginSweepOfWeights)]
    pub fn begin_sweep_of_weights(
        &self,
        weights: Vec<u8>,
        #[wasm_bindgen(unchecked_param_type = "SweepCounts")] size: JsValue,
        seed: u32,
    ) -> Answer<()> {
        let model = Model::from_bytes(&weights, &self.device).and_then(|model| self.with_photographs(model));
        plain(model.and_then(|model| self.begin_sweep_of(Rc::new(model), size, seed)))
    }

    /// Does one part of the sweep. How much is done, from 0 to 1, where nothing but `finishSweep` is left.
    #[wasm_bindgen(js_name = advanceSweep)]
    pub async fn advance_sweep(&self) -> Answer<f64> {
        plain(self.advance_sweeping().await)
    }

    /// Gives the sweep up, if there is one.
    #[wasm_bindgen(js_name = endSweep)]
    pub fn end_sweep(&self) {
        self.sweeping.end();
    }

    /// What the sweep has found, once all of it is done. Nothing of it is kept.
    #[wasm_bindgen(js_name = finishSweep, unchecked_return_type = "Blindness")]
    pub fn finish_sweep(&self) -> Answer {
        answer(self.finish_sweeping())
    }
}

impl Engine {
    fn begin_sweep_of(&self, model: Rc<Model>, size: JsValue, seed: u32) -> Result<()> {
        let sweep = Sweep::new(&model.source, request("size", size)?, seed.into(), &self.device)?;
        self.sweeping.begin(Sweeping { model, sweep, done: PartialSweep::default() });
        Ok(())
    }

    async fn advance_sweeping(&self) -> Result<f64> {
        let (number, mut sweeping) = self.take_sweeping()?;
        sweeping.sweep.advance(&sweeping.model.encoder, &mut sweeping.done).await?;
        let share = sweeping.sweep.share(&sweeping.done);
        self.sweeping.put_back(number, sweeping);
        Ok(share)
    }

    fn finish_sweeping(&self) -> Result<Blindness> {
        let (_, Sweeping { sweep, done, .. }) = self.take_sweeping()?;
        sweep.finish(done)
    }

    fn take_sweeping(&self) -> Result<(u32, Sweeping)> {
        let no_sweep = || {
            let reason = "there is no sweep, or it is at work.".to_owned();
            Error::Invalid { field: "sweep".to_owned(), reason }
        };
        let number = self.sweeping.number();
        Ok((number, self.sweeping.take(number).ok_or_else(no_sweep)?))
    }
}
