// A read-back computed beforehand (by `spiro example`), so that there is something to see before the engine is ready.

import type { ReadBack } from "engine";

export interface Example {
  curve: number[];
  readBack: ReadBack;
}

type Stored = { curve: number[]; readBack: Omit<ReadBack, "unfamiliar" | "picture" | "views"> & { picture: string; views: string } };

/** The example, or undefined where it cannot be loaded: the page then waits for the engine. */
export async function loadExample(): Promise<Example | undefined> {
  try {
    const response = await fetch(new URL("./assets/example.json", document.baseURI));
    if (!response.ok) return undefined;
    const { curve, readBack } = (await response.json()) as Stored;
    const [picture, views] = [fromBase64(readBack.picture), fromBase64(readBack.views)];
    // It is of a picture that the encoder has learned from.
    return { curve, readBack: { ...readBack, unfamiliar: null, picture, views } };
  } catch {
    return undefined;
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
