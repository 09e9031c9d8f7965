// All that a visitor chose, gathered from the parts of the page and given back to them.

import type { Ghost } from "../draw/ghost";
import type { DrawingPad } from "../draw/drawing-pad";
import type { EncoderChoice } from "../shell/encoder-choice";
import type { EngineHost } from "../engine/host";
import type { RepresentationMap } from "../look/representation-map";
import { ENCODERS, initialState, type PageState } from "./page-state";
import type { Path } from "../shell/path";
import type { SpirographMaker } from "../make/spirograph-maker";
import type { TrainingPanel } from "../train/panel";
import type { ViewCount } from "../read/view-count";

/** The parts of the page that hold choices. */
export interface Choosers {
  path: Path;
  maker: SpirographMaker;
  views: ViewCount;
  seed: { value: number };
  pad: DrawingPad;
  ghost: Ghost;
  encoder: EncoderChoice;
  host: EngineHost;
  training: TrainingPanel;
  map: RepresentationMap;
}

export function readChoices({ path, maker, views, seed, pad, ghost, encoder, host, training, map }: Choosers): PageState {
  return {
    step: path.step,
    factors: maker.isDefault ? null : maker.factors,
    views: views.views,
    seed: seed.value,
    drawing: pad.strokes,
    brushWidth: pad.brushWidth,
    brushColour: pad.brushColour,
    paperColour: pad.paperColour,
    ghost: ghost.seed,
    // An encoder from a file cannot be in an address.
    encoder: ENCODERS.find((name) => name === encoder.name) ?? initialState().encoder,
    device: host.device,
    settings: training.settings,
    hiddenTab: training.hiddenTab.choice,
    colourBy: map.colourBy,
  };
}

/** Gives every part what it holds of a state. Whether another device was chosen: the engine has to be started then. */
export function applyChoices(state: PageState, choosers: Choosers): { isOtherDevice: boolean } {
  const { path, maker, views, seed, pad, ghost, encoder, host, training, map } = choosers;
  const isOtherDevice = host.device !== state.device;
  host.device = state.device;
  encoder.choose(state.encoder);
  seed.value = state.seed;
  views.views = state.views;
  maker.setFactors(state.factors);
  pad.restore(state.drawing, state);
  ghost.seed = state.ghost;
  training.settings = state.settings;
  training.hiddenTab.choice = state.hiddenTab;
  map.colourBy = state.colourBy;
  path.go(state.step);
  return { isOtherDevice };
}
