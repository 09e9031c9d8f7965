// What the network reads, live: asks for a new answer whenever something changes that it depends on.

import { element } from "../canvas/dom";
import { LatestOnly } from "../engine/client";
import type { EngineHost } from "../engine/host";
import type { ReadBack, ReadBackRequest } from "../engine/types";
import { SMOOTH_POINTS, type SpirographMaker } from "../make/spirograph-maker";
import type { Status } from "../shell/status";

/** A request, and when the change that it answers was made. */
type Asked = { request: ReadBackRequest; since: number };

export class LiveReading {
  readonly #reading = element("reading", HTMLElement);
  readonly #hint = element("hint", HTMLElement);
  readonly #answers = new LatestOnly<Asked>((asked) => this.#answer(asked));
  readonly #curves = new LatestOnly<number[]>((factors) => this.#drawCurve(factors));
  #newest: Asked | undefined;
  #showsExample = false;

  constructor(
    private readonly host: EngineHost,
    private readonly status: Status,
    private readonly maker: SpirographMaker,
    private readonly show: (answer: ReadBack) => void,
  ) {}

  /** Shows a read-back that was computed beforehand, until there is another. */
  showExample(answer: ReadBack) {
    this.#showsExample = true;
    this.show(answer);
  }

  /** Something that the answer depends on has changed: asks for a new one, as far as the engine has come. */
  request(request: ReadBackRequest) {
    const { subject } = request;
    const reads = this.host.progress === "reads";
    const isEmpty = subject.kind === "drawing" && subject.drawing.strokes.length === 0;
    // Nothing is left on show that was read in something else.
    document.body.classList.toggle("nothing-to-read", reads && isEmpty);
    this.#hint.textContent = this.#words(isEmpty);
    this.#hint.hidden = this.#hint.textContent === "";
    if (subject.kind === "spirograph") this.#curves.request(subject.factors);
    if (!reads || isEmpty) return;
    this.#newest = { request, since: performance.now() };
    this.#reading.ariaBusy = "true";
    this.#answers.request(this.#newest);
  }

  /** What a visitor should know about the numbers on show. */
  #words(isEmpty: boolean): string {
    const { progress } = this.host;
    if (progress === "reads") return isEmpty ? "Draw a stroke: what the network reads in it appears here." : "";
    const shown = this.#showsExample ? "An example computed beforehand. " : "";
    return progress === "loading" || progress === "open"
      ? `${shown}You can draw and move the sliders meanwhile: your own picture is read as soon as the engine is here.`
      : `${shown}Your own picture cannot be read now; the reason stands above.`;
  }

  async #answer(asked: Asked) {
    // A request that waited while the engine was replaced: it is asked anew as soon as the new one can answer.
    if (this.host.progress !== "reads") return;
    await this.host.ask(async (client) => {
      const answer = await client.call("readBack", asked.request);
      this.#showsExample = false;
      this.show(answer);
      this.status.showAnswer(performance.now() - asked.since);
    });
    // An older answer is shown as well, but the page is busy until the newest has come.
    if (asked === this.#newest) this.#reading.ariaBusy = "false";
  }

  async #drawCurve(factors: number[]) {
    if (!this.host.makesCurves) return;
    await this.host.ask(async (client) => this.maker.setCurve(await client.call("curve", { factors, points: SMOOTH_POINTS })));
  }
}
