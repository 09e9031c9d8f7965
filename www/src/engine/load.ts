// How far an engine is loaded.

/** What is being waited for; an engine that is to take over waits for the work of the one before it, too. */
export type Stage = "download" | "kernels" | "work";

export interface Load {
  stage: Stage;
  loaded: number;
  total: number | null;
}

export const BEGINNING: Load = { stage: "download", loaded: 0, total: null };

/** Tells how many bytes have come, and how many there are, where that is known. */
export type OnProgress = (loaded: number, total: number | null) => void;

/** The progress of downloads that come at the same time, as that of one. */
export function together(onLoad: (load: Load) => void): () => OnProgress {
  const parts: { loaded: number; total: number | null }[] = [];
  const sum = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);
  return () => {
    const part: (typeof parts)[number] = { loaded: 0, total: null };
    parts.push(part);
    return (loaded, total) => {
      Object.assign(part, { loaded, total });
      const totals = parts.flatMap(({ total }) => total ?? []);
      onLoad({
        stage: "download",
        loaded: sum(parts.map(({ loaded }) => loaded)),
        total: totals.length === parts.length ? sum(totals) : null,
      });
    };
  };
}
