// Asks the engine to sweep an encoder, part by part, so that it answers other questions in between.

import type { Blindness } from "engine";

import type { EngineClient } from "../engine/client";
import { loadWeights } from "../engine/encoders";
import type { Swept } from "../state/page-state";

/** Few enough for a quarter of a minute on a processor: 7,104 pictures of Spirographs, of which 17 factors are swept. */
export const SIZE = { samples: 64, values: 6, clean: 512 };
/** The same samples whatever is swept. */
const SEED = 1;

/** What the sweep has found; nothing where it is no longer wanted. `onShare` hears how much is done, from 0 to 1. */
export async function sweep(
  client: EngineClient,
  swept: Swept,
  isWanted: () => boolean,
  onShare: (share: number) => void,
): Promise<Blindness | undefined> {
  if (swept === "reading") await client.call("beginSweep", swept, SIZE, SEED);
  else await client.call("beginSweepOfWeights", await loadWeights(swept), SIZE, SEED);
  for (let share = 0; share < 1; onShare(share)) {
    if (!isWanted()) {
      await client.call("endSweep");
      return undefined;
    }
    share = await client.call("advanceSweep");
  }
  return client.call("finishSweep");
}
