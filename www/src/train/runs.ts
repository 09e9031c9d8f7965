// Runs that are kept over a reload, and what keeps them.

/** A run at rest, without its weights. */
export interface RunEntry {
  id: string;
  step: number;
  steps: number;
  savedAt: number;
  /** Which settings it has. */
  words: string;
}

/** A run at rest, with all that is needed to go on. */
export interface Run extends RunEntry {
  bytes: Uint8Array;
}

/** A run that is kept; why it cannot be used, where it is broken. */
export interface KeptRun extends RunEntry {
  broken?: string;
}

/** Where runs are kept, each by itself. */
export interface RunStore {
  /** What is kept, the newest first. */
  list(): Promise<KeptRun[]>;
  /** Keeps a run in place of its own older state. */
  keep(run: Run): Promise<void>;
  /** Throws a BrokenRun where it is not what was kept. */
  read(id: string): Promise<Run>;
  /** Leaves it where it is, marked as what cannot be used. */
  markBroken(id: string, reason: string): Promise<void>;
  forget(id: string): Promise<void>;
}

/** Which runs are open in which tab. */
export interface Holds {
  /** Whether other tabs' holds can be known: not on plain http. */
  readonly areKnown: boolean;
  /** Holds a run for this tab; false where another tab has it. */
  take(id: string): Promise<boolean>;
  letGo(id: string): void;
  /** Those that another tab has open. */
  elsewhere(): Promise<ReadonlySet<string>>;
  /** Tells the other tabs that something has changed. */
  tell(): void;
  /** Calls whenever another tab has told so, or has let a run go. */
  onChange(listener: () => void): void;
}

export class BrokenRun extends Error {}
