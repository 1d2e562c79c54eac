import { diagramOf, type Lane, type Mark } from '../../spec/support/diagrams/diagramOf.js';

const CHARACTER = 7.5;
const COLUMN = 16;
const LANE_HEIGHT = 40;
const LABEL_GAP = 14;
/** A silence of more columns is drawn this wide, with a gap in the line. */
const LONGEST_SILENCE = 8;

interface Cell {
  readonly at: number;
  readonly marks: readonly Mark[];
  readonly width: number;
}

/** Places the times of a diagram on one axis that all of its lanes share. */
interface Axis {
  readonly end: number;
  readonly breaks: readonly number[];
  readonly xOf: (time: number) => number;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const labelOf = ({ type, text }: Mark): string => {
  if (type === 'quoted') return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  return type === 'word' || type === 'literal' ? text : '';
};

const widthOf = (mark: Mark): number => {
  const label = labelOf(mark);
  if (label === '') return mark.type === 'error' ? 18 : 12;
  return Math.max(26, label.length * CHARACTER + 14);
};

const cellsOf = ({ marks }: Lane): readonly Cell[] => {
  const byTime = new Map<number, Mark[]>();
  for (const mark of marks) byTime.set(mark.at, [...(byTime.get(mark.at) ?? []), mark]);
  return [...byTime].map(([at, marks]) => ({
    at,
    marks,
    width: marks.reduce((sum, mark) => sum + widthOf(mark), 0),
  }));
};

/** The times are kept in order and to scale, but a long silence is shortened and a wide value pushes what follows. */
const axisOf = (lanes: readonly Lane[]): Axis => {
  const cells = lanes.map(cellsOf);
  const times = [...new Set([0, ...lanes.map(({ begins }) => begins), ...cells.flat().map(({ at }) => at)])];
  times.sort((one, other) => one - other);
  const places = new Map<number, number>();
  const breaks: number[] = [];
  let last = 0;
  let x = 0;
  for (const time of times) {
    const columns = time - last;
    let next = x + Math.min(columns, LONGEST_SILENCE) * COLUMN;
    for (const lane of cells) {
      const before = lane.filter(({ at }) => at < time).at(-1);
      if (before !== undefined && lane.some(({ at }) => at === time))
        next = Math.max(next, (places.get(before.at) ?? 0) + before.width + 6);
    }
    if (columns > LONGEST_SILENCE) breaks.push((x + next) / 2);
    x = next;
    last = time;
    places.set(time, x);
  }
  const ends = cells.flat().map(({ at, width }) => (places.get(at) ?? 0) + width);
  return { end: Math.max(x, ...ends) + COLUMN, breaks, xOf: (time) => places.get(time) ?? 0 };
};

const drawMark = (mark: Mark, x: number, y: number): string => {
  const label = labelOf(mark);
  const width = widthOf(mark);
  const middle = x + width / 2;
  if (mark.type === 'complete') return `<path class="end" d="M${middle} ${y - 12}v24"/>`;
  if (mark.type === 'left') return `<path class="left" d="M${middle} ${y - 12}v24"/>`;
  if (mark.type === 'error')
    return `<path class="error" d="M${middle - 7} ${y - 7}l14 14m0 -14l-14 14"/><title>error ${escaped(mark.text)}</title>`;
  return (
    `<rect class="value" x="${x + 1}" y="${y - 12}" width="${width - 2}" height="24" rx="12"/>` +
    `<text x="${middle}" y="${y + 4}" text-anchor="middle">${escaped(label)}</text>`
  );
};

const endOf = (lane: Lane, { end, xOf }: Axis): number => {
  const last = cellsOf(lane).at(-1);
  const isOver = last?.marks.some(({ type }) => type === 'complete' || type === 'error' || type === 'left') === true;
  return isOver ? xOf(last.at) + last.width : end;
};

const drawLane = (lane: Lane, axis: Axis, left: number, y: number, right: number): string => {
  const from = left + axis.xOf(lane.begins);
  const to = left + endOf(lane, axis);
  const marks = cellsOf(lane).flatMap(({ at, marks }) => {
    let x = left + axis.xOf(at);
    return marks.map((mark) => {
      const drawn = drawMark(mark, x, y);
      x += widthOf(mark);
      return drawn;
    });
  });
  const gaps = axis.breaks
    .map((gap) => gap + left)
    .filter((gap) => gap > from && gap < to)
    .map((gap) => `<path class="gap" d="M${gap - 5} ${y - 6}l4 12m6 -12l4 12"/>`);
  const legend =
    lane.legend === '' ? '' : `<text class="legend" x="${right}" y="${y + 4}">${escaped(lane.legend)}</text>`;
  return (
    `<text class="name" x="${left - LABEL_GAP}" y="${y + 4}" text-anchor="end">${escaped(lane.name)}</text>` +
    `<path class="line" d="M${from} ${y}H${to}"/>${gaps.join('')}${marks.join('')}${legend}`
  );
};

/**
 * Draws a marble diagram as SVG: the lanes of the input, the call in a box, and the lanes that are expected. The text is
 * the one that `marbles/docs.marbles.ts` replays. Colours are classes, for a light and a dark page.
 */
export const drawDiagram = (drawing: string): string => {
  const { given, call, outcome } = diagramOf(drawing);
  const lanes = [...given, ...outcome];
  const axis = axisOf(lanes);
  const left = Math.max(...lanes.map(({ name }) => name.length)) * CHARACTER + LABEL_GAP + 8;
  const right = left + axis.end + 12;
  const legend = Math.max(0, ...lanes.map(({ legend }) => legend.length)) * 6.6;
  const box = call.length * CHARACTER + 28;
  const width = Math.ceil(Math.max(right + legend, left + box) + 8);
  const callAt = given.length * LANE_HEIGHT + 8;
  const below = callAt + (call === '' ? 0 : 44);
  const height = below + outcome.length * LANE_HEIGHT + 4;
  const drawn = [
    ...given.map((lane, index) => drawLane(lane, axis, left, index * LANE_HEIGHT + 24, right)),
    `<rect class="call" x="${left}" y="${callAt}" width="${Math.max(box, axis.end)}" height="32" rx="6"/>`,
    `<text class="code" x="${left + 14}" y="${callAt + 21}">${escaped(call)}</text>`,
    ...outcome.map((lane, index) => drawLane(lane, axis, left, below + index * LANE_HEIGHT + 20, right)),
  ];
  const title = escaped(`Marble diagram of ${call}`);
  return `<svg class="marbles" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">${drawn.join('')}</svg>`;
};
