// The page: wires its state, the engine and the panels together. A new panel is a line here.

// First of all: what the rest throws while it is loaded is to be said, too.
import "./shell/own-errors";
import "./canvas/locale";

import { computed } from "@preact/signals-core";
import type { ReadBack, Turned } from "engine";

import { CropPictures } from "./canvas/crop-pictures";
import { element } from "./canvas/dom";
import { CheckPanel } from "./check/panel";
import { DrawingPad } from "./draw/drawing-pad";
import { FindSpirograph } from "./draw/find-spirograph";
import { FinishStroke } from "./draw/finish-stroke";
import { Ghost } from "./draw/ghost";
import { showLinkNote } from "./draw/link-note";
import { OTHER_EXPERIMENTS, PAIRED } from "./engine/experiments";
import { EngineHost } from "./engine/host";
import { experimentCard } from "./experiments/card";
import { RunHere } from "./experiments/run-here";
import { ExperimentRunner } from "./experiments/runner";
import { loadExample } from "./files/example";
import { wireCropChoice } from "./find/crop-choice";
import { CropFinder, type Found } from "./find/crop-finder";
import { FoundPanel } from "./find/found-panel";
import { AnotherReader } from "./look/another-reader";
import { BlindnessPanel } from "./look/blindness-panel";
import { showFirstFilters } from "./look/first-filters";
import { MeasurePanel } from "./look/measure-panel";
import { RepresentationMap } from "./look/representation-map";
import { SensitivityNow } from "./look/sensitivity-now";
import { TurningPanel } from "./look/turning-panel";
import { showDerivatives } from "./make/derivative-panel";
import { SpirographMaker } from "./make/spirograph-maker";
import { Album } from "./photographs/album";
import { showMissing } from "./photographs/missing";
import { wirePhotographs } from "./photographs/panel";
import { LiveReading } from "./read/live-reading";
import { ReadBackPanel } from "./read/read-back-panel";
import { showTrends } from "./read/trends-table";
import { wireViewCount } from "./read/view-count";
import { wireActions } from "./shell/actions";
import { wireEngineChoice } from "./shell/engine-choice";
import { setFormulas } from "./shell/formulas";
import { Notices } from "./shell/notices";
import { keepOffline } from "./shell/offline";
import { PageTools } from "./shell/page-tools";
import { Path } from "./shell/path";
import { Status } from "./shell/status";
import { SignsPanel } from "./signs/panel";
import { Address, leftOut } from "./state/address";
import type { Lab } from "./state/lab";
import { Store } from "./state/store";
import { BrowserStore } from "./train/browser-store";
import { RunKeeper } from "./train/keeper";
import { TrainingPanel } from "./train/panel";
import { TrainingSession } from "./train/session";
import { TabHolds } from "./train/tab-holds";

/** What was read, without its pictures. */
function numbersOf(read: ReadBack | undefined) {
  return read && { estimates: read.estimates, by_views: read.by_views, unfamiliar: read.unfamiliar };
}

/** Where a turned picture goes, without the pictures. */
function waysOf(turned: Turned | undefined) {
  return turned && { ...turned, turns: turned.turns.map(({ truth, predicted }) => ({ truth, predicted })) };
}

/** What was found, without the pictures. */
function searchesOf(answer: Found | undefined) {
  return answer && { request: answer.request, by_views: answer.found.by_views };
}

const store = new Store();
const { chosen } = store;
const notices = new Notices(element("notices", HTMLElement));
const album = new Album(store);
// First of all: the engine is started as the address says.
const address = new Address(store, (words) => notices.show(words, undefined, "address"));
const engine = new EngineHost({ ...chosen, photographs: album.open, choose: (encoder) => store.choose({ encoder }) });
const lab: Lab = { store, engine };
const example = loadExample();

const path = new Path(store, address);
wireEngineChoice(store, address);
void setFormulas();

const reading = new LiveReading(lab, example);
new Status(engine, reading.answered);
new ReadBackPanel(lab, reading.answer);
showTrends(reading.answer);
wireViewCount(store);

const photographs = wirePhotographs(lab, album, address);
const maker = new SpirographMaker(lab, example);
showDerivatives(lab, maker.pointed);

const pad = new DrawingPad(store);
showLinkNote(address.tooLong.drawing);
const ghost = new Ghost(element("ghost-tools", HTMLElement), lab, pad.ghost);
const signs = new SignsPanel(lab, pad.isDown, address.tooLong.signs);
const find = new FindSpirograph(element("find-tools", HTMLElement), lab, pad.found);
new FinishStroke(element("finish-tools", HTMLElement), element("finish-result", HTMLElement), store, pad);

const crops = computed(() => engine.photographs.value && new CropPictures(engine.photographs.value));
showMissing(store, album);
const finder = new CropFinder(lab);
const cropChoice = wireCropChoice(lab, address, finder, crops);
new FoundPanel(finder, crops);

const session = new TrainingSession(store, engine, new RunKeeper(new BrowserStore(), new TabHolds()));
new TrainingPanel(lab, session, (settings) => notices.show(leftOut(settings), undefined, "second arm"));

const map = new RepresentationMap(element("representation-map", HTMLElement), lab, crops);
const sensitivity = new SensitivityNow(element("sensitivity-now", HTMLElement), engine);
showFirstFilters(element("first-filters", HTMLElement), engine);
const blindness = new BlindnessPanel(element("blindness", HTMLElement), lab, session.readsAt);
const anotherReader = new AnotherReader(element("another-reader", HTMLElement), lab, session.moves);
const turning = new TurningPanel(element("turning", HTMLElement), lab, session.moves);
const measure = new MeasurePanel(lab, session.readsAt);
new CheckPanel(engine);

// Those that train nothing are run beside what they are about.
const runner = new ExperimentRunner(engine);
for (const { name } of OTHER_EXPERIMENTS) {
  const place = element(`${name}-experiment`, HTMLElement);
  experimentCard(place, engine, name);
  new RunHere(place, engine, runner, name);
}

new PageTools(lab, address, {
  curve: () => maker.picture.value,
  everything: async () => ({
    link: address.link,
    // Of a run under way, the settings that it has.
    choices: { ...store.state.value, settings: session.settings.value },
    reading: numbersOf(reading.answer.value),
    found: searchesOf(finder.answer.value),
    signs: signs.naming.named.value,
    map: map.shown.value,
    sensitivities: sensitivity.shown.value,
    blindness: blindness.shown.value,
    sideBySide: anotherReader.shown.value,
    turning: waysOf(turning.shown.value),
    evaluation: measure.shown.value,
    training: await session.written(),
  }),
});

wireActions({
  "loud-background": () => maker.change({ "back.r": 0.6, "back.g": 0.05, "back.b": 0.6 }),
  "other-nuisances": () => maker.drawNuisances(),
  "trembling-hand": () => maker.change({ tremble: 0.2, turn: 0.3, "offset.x": 0.5 }),
  photographs: () => address.visit({ source: "photographs" }),
  "own-photo": () => address.visit({ source: "mine" }),
  "other-colours": () => photographs.draw(),
  "dark-and-pale": () => photographs.change({ brightness: 0.6, saturation: 0.6 }),
  "turned-hue": () => photographs.change({ hue: 0.1 }),
  "larger-circle": () => maker.change({ m: 4.8 }),
  "thicker-pen": () => maker.change({ sigma: 0.9 }),
  ghost: () => ghost.another(),
  finish: () => store.choose({ finish: "on" }),
  "one-view": () => store.choose({ views: 1 }),
  "many-views": () => store.choose({ views: 64 }),
  find: () => void find.search(),
  signs: () => signs.open(),
  "regulariser-on": () => session.startWith(PAIRED, { runs: "pair", lambda: 0.1 }),
  "regulariser-strong": () => session.startWith(PAIRED, { runs: "pair", lambda: 1 }),
  "look-inside": () => path.visit("look"),
  train: () => path.visit("train"),
  "train-photographs": () => session.startWith("photographs"),
  "find-again": () => path.visit("draw"),
  "another-crop": cropChoice.another,
  "sky-crop": cropChoice.sky,
  "colour-by-interest": () => store.choose({ colourBy: "sigma" }),
  "colour-by-nuisance": () => store.choose({ colourBy: "back.r" }),
  "read-invariant": () => store.choose({ encoder: "invariant" }),
  "read-base": () => store.choose({ encoder: "base" }),
  "read-crops-invariant": () => store.choose({ encoder: "crops-invariant" }),
  "read-crops-base": () => store.choose({ encoder: "crops-base" }),
  "colour-by-hue": () => store.choose({ colourBy: "hue" }),
  "colour-by-brightness": () => store.choose({ colourBy: "brightness" }),
});
keepOffline(engine, notices);
