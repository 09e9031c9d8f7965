// When a canvas has another number of pixels: it is larger or smaller, or the page is on another screen or zoomed.

export function onResize(canvas: HTMLCanvasElement, act: () => void) {
  new ResizeObserver(act).observe(canvas);
  const watchPixels = () => {
    // A query of the ratio as it is now: it changes once.
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      "change",
      () => {
        act();
        watchPixels();
      },
      { once: true },
    );
  };
  watchPixels();
}
