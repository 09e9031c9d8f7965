// The panel "Check my device": runs the check, shows each number with its verdict, and saves the card.

import { effect, signal } from "@preact/signals-core";

import { announce } from "../canvas/announce";
import { create, element } from "../canvas/dom";
import { milliseconds } from "../canvas/numbers";
import { fillTable, tableRow } from "../charts/table";
import { toEngineError } from "../engine/failure";
import type { EngineHost } from "../engine/host";
import { saveCanvasPng, saveJson } from "../files/export";
import { type CheckedDevice, checkDevices, type DeviceCard, limitsOf, verdict } from "./device-card";
import { cardPicture } from "./picture";
import { wordsOf } from "./words";

const COLUMNS = ["quantity", "against", "largest difference", "allowed", "verdict"];

export class CheckPanel {
  readonly #root = element("device-check", HTMLDetailsElement);
  readonly #run = element("check-run", HTMLButtonElement);
  readonly #words = element("check-words", HTMLElement);
  readonly #card = signal<DeviceCard | undefined>(undefined);
  readonly #isBusy = signal(false);

  /** Opens itself, and begins, where the address asks for it by `?check`. */
  constructor(private readonly engine: Pick<EngineHost, "report">) {
    this.#run.addEventListener("click", () => void this.#check());
    this.#offer("check-json", (card) => saveJson("spirograph-lab-device", { ...card, verdict: verdict(card) }));
    this.#offer("check-png", (card) => saveCanvasPng("spirograph-lab-device", cardPicture(card)));
    effect(() => {
      this.#run.disabled = this.#isBusy.value;
    });
    effect(() => this.#show(this.#card.value));
    if (!new URLSearchParams(location.search).has("check")) return;
    this.#root.open = true;
    this.#root.scrollIntoView();
    void this.#check();
  }

  #offer(id: string, save: (card: DeviceCard) => unknown) {
    element(id, HTMLButtonElement).addEventListener("click", async () => {
      const { value: card } = this.#card;
      try {
        if (card) await save(card);
      } catch (thrown) {
        this.engine.report(toEngineError(thrown));
      }
    });
  }

  async #check() {
    this.#isBusy.value = true;
    this.#card.value = undefined;
    announce("The check has begun.");
    try {
      this.#card.value = await checkDevices((words) => {
        this.#words.textContent = words;
      });
    } catch (thrown) {
      this.#words.textContent = toEngineError(thrown).message;
    }
    announce(this.#words.textContent);
    this.#isBusy.value = false;
  }

  #show(card: DeviceCard | undefined) {
    element("check-results", HTMLElement).hidden = card === undefined;
    if (!card) return;
    this.#words.textContent = verdict(card);
    element("check-adapter", HTMLElement).textContent = card.adapter ? `Adapter: ${card.adapter.words}; ${limitsOf(card.adapter)}.` : "";
    element("check-tables", HTMLElement).replaceChildren(...card.devices.map(deviceTable));
  }
}

function deviceTable({ device, checks, milliseconds: timings }: CheckedDevice): HTMLElement {
  const frame = create("div", "table-frame");
  Object.assign(frame, { tabIndex: 0, role: "region", ariaLabel: device.description });
  frame.dataset["device"] = device.kind;
  const table = create("table", "");
  const rows = checks.map((check) => {
    const [quantity, ...cells] = wordsOf(check);
    const row = tableRow(quantity, cells);
    row.dataset["holds"] = String(check.holds);
    return row;
  });
  fillTable(table, COLUMNS, rows);
  const times = Object.entries(timings).map(([what, time]) => `${what} takes ${milliseconds(time)}`);
  frame.append(
    create("h3", "", device.kind === "webgpu" ? `WebGPU: ${device.description}` : `CPU: ${device.description}`),
    table,
    create("p", "help", `On this device ${times.join(", ")}.`),
  );
  return frame;
}
