// Motion over a time, where a visitor has not asked for less of it.

/**
 * Calls `frame` with the share of the time that is over, up to 1; with 1 alone, at once, where there is no time or motion is
 * to be reduced.
 * Returns what ends it early.
 */
export function animate(milliseconds: number, frame: (share: number) => void): () => void {
  if (milliseconds === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) {
    frame(1);
    return () => {};
  }
  let began: number | undefined;
  const next = (now: number) => {
    began ??= now;
    const share = Math.min((now - began) / milliseconds, 1);
    frame(share);
    if (share < 1) request = requestAnimationFrame(next);
  };
  let request = requestAnimationFrame(next);
  return () => cancelAnimationFrame(request);
}
