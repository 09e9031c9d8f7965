// What every panel gets.

import type { EngineHost } from "../engine/host";
import type { Store } from "./store";

export interface Lab {
  /** What a visitor has chosen, and what follows from it. */
  store: Store;
  engine: EngineHost;
}
