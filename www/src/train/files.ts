// The files of training: histories and weights to save, weights to load.

import { effect } from "@preact/signals-core";

import { element } from "../canvas/dom";
import { ownEncoder } from "../engine/encoders";
import { kindOf } from "../engine/sources";
import { saveFile } from "../files/save-file";
import type { Lab } from "../state/lab";
import type { TrainingSession } from "./session";

export function wireFiles({ store, engine }: Lab, session: TrainingSession) {
  for (const format of ["json", "csv"] as const) {
    element(`history-${format}`, HTMLButtonElement).addEventListener("click", () => {
      void engine.ask(async (client) => {
        const text = await client.call("trainingHistory", format);
        saveFile(`spirograph-history.${format}`, format === "json" ? "application/json" : "text/csv", text);
      });
    });
  }
  const save = element("save-weights", HTMLButtonElement);
  save.addEventListener("click", () => {
    const { value: arm } = session.savedArm;
    if (!arm) return;
    void engine.ask(async (client) => {
      const bytes = await client.call("trainedWeights", arm.name);
      saveFile(`spirograph-${arm.name}.safetensors`, "application/octet-stream", bytes as Uint8Array<ArrayBuffer>);
    });
  });
  effect(() => {
    save.textContent = `Save the weights (${session.savedArm.value?.words ?? ""})`;
  });
  const load = element("load-weights", HTMLInputElement);
  load.addEventListener("change", () => {
    const file = load.files?.[0];
    if (file) void ownEncoder(file, kindOf(store.chosen.source.peek())).then((encoder) => store.choose({ encoder }));
    load.value = "";
  });
}
