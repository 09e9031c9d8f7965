// How a stroke was felt out: the descent of the task token step by step, and what such a token is.

import type { FinishedStroke } from "engine";

import { create } from "../canvas/dom";
import { format } from "../canvas/numbers";
import { LineChart } from "../charts/line-chart";

const SUMMARY = "How it feels its way";

const TOKEN =
  "A task token is a short list of numbers that stands for one figure. The small network here, a transformer, reads it before your points, and says where the pen goes next. Its own weights were learned on thousands of Spirographs, and stay as they are. While you pause, the token alone rolls downhill, until the network would have drawn what you drew; then it draws on.";

export class FinishDetails {
  readonly root = create("details", "finish-details");
  readonly #found = create("div", "");
  readonly #chart = new LineChart("off from what you drew, after each step of the descent", [{ label: "loss", colour: "--interest" }]);
  readonly #token = create("p", "help");

  constructor() {
    const origin = create("p", "help", "After ");
    const work = create("a", "", "Few-shot Sequence Learning with Transformers");
    work.href = "https://arxiv.org/abs/2012.09543";
    origin.append(work, " (2020).");
    this.#found.hidden = true;
    this.#found.append(this.#chart.figure, this.#token);
    this.root.append(create("summary", "", SUMMARY), create("p", "help", TOKEN), origin, this.#found);
  }

  show({ losses, token }: FinishedStroke) {
    this.#found.hidden = false;
    this.#chart.show([new Map(losses.map((loss, step) => [step, [loss]]))]);
    const numbers = create("span", "", token.map(format).join(", "));
    numbers.translate = false;
    this.#token.replaceChildren(`The token’s ${token.length} numbers now: `, numbers, ".");
  }
}
