// Viridis (Smith and van der Walt): a scale of colours whose lightness rises evenly, told apart by every kind of colour vision.

/** Colours at even distances; between two of them the eye sees no difference to the scale itself. */
const STOPS = ["#440154", "#482576", "#414487", "#35608d", "#2a788e", "#21908c", "#22a884", "#43bf71", "#7ad151", "#bbdf27", "#fde725"];

const CHANNELS = STOPS.map((stop) => [1, 3, 5].map((start) => Number.parseInt(stop.slice(start, start + 2), 16)));

/** The scale's colour at a share from 0 to 1 as red, green, blue from 0 to 255; a share outside has the colour of the nearest end. */
export function viridis(share: number): number[] {
  const place = Math.min(Math.max(share, 0), 1) * (STOPS.length - 1);
  const index = Math.min(Math.floor(place), STOPS.length - 2);
  const [lower = [], upper = []] = [CHANNELS[index], CHANNELS[index + 1]];
  return lower.map((value, channel) => Math.round(value + (place - index) * ((upper[channel] ?? value) - value)));
}

/** The scale's colour as style sheets and canvases write it. */
export function viridisStyle(share: number): string {
  return `rgb(${viridis(share).join(" ")})`;
}
