import type { DevtoolsStage } from '../../../lib/telemetry/devtools/DevtoolsMessage.js';
import { lastTimeOf, type CallLanes, type LaneStage } from './CallLanes.js';

/** The part of the time that is shown, in milliseconds since 1970. */
export interface View {
  readonly from: number;
  readonly to: number;
}

const NAMESPACE = 'http://www.w3.org/2000/svg';
const ROW = 26;
const AXIS = 22;
const ROWS = ['request', 'frames', 'demand'] as const;

const ROW_OF: Readonly<Record<DevtoolsStage, (typeof ROWS)[number]>> = {
  request: 'request',
  'retry wait': 'request',
  'first byte': 'frames',
  frames: 'frames',
  silence: 'frames',
  'demand closed': 'demand',
  drain: 'demand',
};

/** Returns a duration as people read it. */
export const durationText = (ms: number): string => {
  if (ms >= 60_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : `${Math.round(ms)} ms`;
};

const element = (name: string, attributes: Readonly<Record<string, string | number>>, text?: string): SVGElement => {
  const created = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  if (text !== undefined) created.textContent = text;
  return created;
};

const titled = (shape: SVGElement, title: string): SVGElement => {
  shape.append(element('title', {}, title));
  return shape;
};

/** Returns a distance between ticks that leaves room for their labels. */
const stepOf = (span: number, width: number): number => {
  const least = (span * 70) / width;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
};

const barsOf = (stage: LaneStage, end: number, scale: (time: number) => number): readonly SVGElement[] => {
  const [x, right] = [scale(stage.at), scale(stage.end ?? end)];
  const width = Math.max(2, right - x);
  const y = AXIS + ROWS.indexOf(ROW_OF[stage.stage]) * ROW + 3;
  const { note } = stage;
  const label = stage.stage === 'frames' ? (note ?? 'frames') : [stage.stage, note].filter(Boolean).join(' ');
  const name = stage.stage.replace(' ', '-');
  const isOpen = stage.end === undefined ? ' open' : '';
  const bar = element('rect', { x, y, width, height: ROW - 6, rx: 2, class: `bar ${name}${isOpen}` });
  const duration = durationText((stage.end ?? end) - stage.at);
  const text = [`${label}, ${duration}`, label, stage.stage, duration].find((each) => each.length * 6.6 + 8 <= width);
  const shapes = [titled(bar, `${label}: ${duration}`)];
  if (text !== undefined) shapes.push(element('text', { x: x + 4, y: y + 14, class: 'in-bar' }, text));
  return shapes;
};

/** Describes a call in a sentence, for those who do not see the drawing. */
export const summaryOf = (call: CallLanes, now: number): string => {
  const frames = call.frames.reduce((sum, { count }) => sum + count, 0);
  return `${call.title}, ${call.outcome ?? 'running'}, ${durationText((call.end ?? now) - call.start)}, ${frames} frames`;
};

/** Draws the lanes of a call into an element of the given width. */
export const drawLanes = (
  call: CallLanes,
  view: View,
  { width, now }: { readonly width: number; readonly now: number },
) => {
  const scale = (time: number) => ((time - view.from) / (view.to - view.from)) * width;
  const end = call.end ?? Math.max(now, lastTimeOf(call));
  const height = AXIS + ROWS.length * ROW + 4;
  const svg = element('svg', { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' });
  svg.setAttribute('aria-label', summaryOf(call, now));

  const step = stepOf(view.to - view.from, width);
  for (
    let time = Math.max(0, Math.ceil((view.from - call.start) / step) * step);
    call.start + time <= view.to;
    time += step
  ) {
    const x = scale(call.start + time);
    svg.append(element('line', { x1: x, x2: x, y1: AXIS - 6, y2: height, class: 'tick' }));
    if (x < width - 45) svg.append(element('text', { x: x + 3, y: 12, class: 'time' }, durationText(time)));
  }
  for (const stage of call.stages) svg.append(...barsOf(stage, end, scale));
  let painted = -Infinity;
  for (const { at, name, count } of call.frames) {
    const x = scale(at);
    if (x < 0 || x > width || x - painted < 1) continue; // a mark for each column is enough
    painted = x;
    const bottom = AXIS + 2 * ROW - 3;
    svg.append(
      titled(element('line', { x1: x, x2: x, y1: bottom - 5, y2: bottom, class: 'frame' }), `${name} × ${count}`),
    );
  }
  const x = scale(end);
  const state = call.outcome === undefined ? 'running' : call.outcome.replace(/\W.*/, '');
  svg.append(
    titled(element('line', { x1: x, x2: x, y1: AXIS - 6, y2: height, class: `end ${state}` }), call.outcome ?? state),
  );
  return svg;
};
