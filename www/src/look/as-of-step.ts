// What was found of a run is of the weights that it had then: while it trains they go on.

/** Which those were, before what was found; nothing of an encoder that stands still. */
export const asOfStep = (step: number | undefined) => (step === undefined ? "" : `As it was at step ${step}. `);
