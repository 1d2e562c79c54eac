const WIDTH = 120;
const HEIGHT = 40;
/** A slow answer should look slow: the scale never shrinks below so many words per second. */
const LEAST_SCALE = 40;

/** Draws counts, oldest first, as a line over an area; it grows from the left until it fills the width. */
export const drawPlot =
  (area: SVGPathElement, line: SVGPathElement, rate: HTMLElement) =>
  (rates: readonly number[]): void => {
    const scale = Math.max(LEAST_SCALE, ...rates) * 1.1;
    const points = rates.map((each, at) => `${at},${(HEIGHT * (1 - each / scale)).toFixed(1)}`).join(' L');
    const last = Math.min(rates.length - 1, WIDTH);
    line.setAttribute('d', points === '' ? '' : `M${points}`);
    area.setAttribute('d', points === '' ? '' : `M0,${HEIGHT} L${points} L${last},${HEIGHT} Z`);
    rate.textContent = (rates.at(-1) ?? 0).toLocaleString('en');
  };
