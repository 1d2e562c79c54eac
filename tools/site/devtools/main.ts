import type { DevtoolsMessage } from '../../../lib/telemetry/devtools/DevtoolsMessage.js';
import { addMessage, lastTimeOf, type CallLanes } from './CallLanes.js';
import { drawLanes, durationText, summaryOf, type View } from './drawLanes.js';
import { callOfMarble, marbleOfCall } from './marbleCalls.js';

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
};

const list = byId('calls');
const status = byId('status');
const picker = byId('file');
let calls: readonly CallLanes[] = [];
let selected: string | undefined;
/** Undefined while the whole time is shown. */
let zoomed: View | undefined;
let isDrawing = false;
const opened = new Set<string>();

const channelName = new URLSearchParams(location.search).get('channel') ?? 'codex-rx';
const now = (): number => Date.now();
const announce = (text: string): void => {
  status.textContent = text;
};

const drawSoon = (): void => {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
};

const wholeView = (): View => {
  const starts = calls.map(({ start }) => start);
  const from = starts.length === 0 ? now() : Math.min(...starts);
  const ends = calls.map((call) => (call.end === undefined ? now() : lastTimeOf(call)));
  const to = Math.max(from + 100, ...ends);
  return { from: from - (to - from) * 0.01, to: to + (to - from) * 0.03 };
};

const tableOf = (call: CallLanes): HTMLElement => {
  const details = document.createElement('details');
  details.open = opened.has(call.id);
  details.addEventListener('toggle', () => {
    if (details.open === opened.has(call.id)) return; // drawn open, not opened
    if (details.open) opened.add(call.id);
    else opened.delete(call.id);
    drawSoon();
  });
  const summary = document.createElement('summary');
  summary.textContent = 'Stages as a table';
  summary.dataset['call'] = `table ${call.id}`;
  details.append(summary);
  if (!details.open) return details;
  const table = document.createElement('table');
  table
    .createTHead()
    .insertRow()
    .append(
      ...['stage', 'from', 'duration', 'note'].map((title) => {
        const cell = document.createElement('th');
        cell.scope = 'col';
        cell.textContent = title;
        return cell;
      }),
    );
  const body = table.createTBody();
  for (const { stage, at, end, note } of [...call.stages].sort((one, other) => one.at - other.at)) {
    const row = body.insertRow();
    const duration = end === undefined ? 'not ended' : durationText(end - at);
    for (const text of [stage, durationText(at - call.start), duration, note ?? ''])
      row.insertCell().textContent = text;
  }
  details.append(table);
  return details;
};

const sectionOf = (call: CallLanes, view: View): HTMLElement => {
  const section = document.createElement('section');
  section.className = 'call';
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'name';
  button.setAttribute('aria-pressed', String(call.id === selected));
  button.dataset['call'] = call.id;
  button.textContent = summaryOf(call, now());
  const drawing = document.createElement('div');
  drawing.className = 'drawing';
  drawing.append(drawLanes(call, view, { width: Math.max(240, list.clientWidth - 90), now: now() }));
  const labels = document.createElement('div');
  labels.className = 'labels';
  labels.setAttribute('aria-hidden', 'true');
  for (const label of ['request', 'frames', 'demand'])
    labels.append(Object.assign(document.createElement('span'), { textContent: label }));
  const lanes = document.createElement('div');
  lanes.className = 'lanes';
  lanes.append(labels, drawing);
  section.append(button, lanes, tableOf(call));
  return section;
};

function draw(): void {
  isDrawing = false;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['call'] : undefined;
  const view = zoomed ?? wholeView();
  list.replaceChildren(...calls.map((call) => sectionOf(call, view)));
  byId('empty').hidden = calls.length > 0;
  if (focused === undefined) return;
  for (const part of list.querySelectorAll<HTMLElement>('button, summary'))
    if (part.dataset['call'] === focused) part.focus();
}

const zoom = (factor: number, center = 0.5): void => {
  const { from, to } = zoomed ?? wholeView();
  const middle = from + (to - from) * center;
  const span = Math.min(Math.max((to - from) * factor, 5), 1e9);
  zoomed = { from: middle - span * center, to: middle + span * (1 - center) };
  drawSoon();
};
const pan = (share: number): void => {
  const { from, to } = zoomed ?? wholeView();
  const distance = (to - from) * share;
  zoomed = { from: from + distance, to: to + distance };
  drawSoon();
};
const fit = (): void => {
  zoomed = undefined;
  drawSoon();
};

const open = async (file: File): Promise<void> => {
  try {
    const call = callOfMarble(file.name, await file.text(), calls[0]?.start ?? now());
    calls = [...calls, call];
    selected = call.id;
    announce(`Opened ${file.name}`);
    fit();
  } catch (cause) {
    announce(`Not a .marble file. ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

const save = (): void => {
  const call = calls.find(({ id }) => id === selected) ?? calls.at(-1);
  if (call === undefined) return announce('There is no call to export');
  try {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([marbleOfCall(call)], { type: 'text/plain' }));
    link.download = `${call.title.replace(/\.marble$/, '').replace(/[^\w.-]+/g, '-')}.marble`;
    link.click();
    URL.revokeObjectURL(link.href);
    announce(`Exported ${link.download}`);
  } catch (cause) {
    announce(`The call cannot be exported. ${cause instanceof Error ? cause.message : String(cause)}`);
  }
};

const KEYS: Readonly<Record<string, () => void>> = {
  '+': () => zoom(0.7),
  '=': () => zoom(0.7),
  '-': () => zoom(1 / 0.7),
  '0': fit,
  ArrowLeft: () => pan(-0.2),
  ArrowRight: () => pan(0.2),
};
document.addEventListener('keydown', (event) => {
  const act = KEYS[event.key];
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
list.addEventListener(
  'wheel',
  (event) => {
    const drawing = event.target instanceof Element ? event.target.closest('.drawing') : null;
    if (drawing === null) return;
    event.preventDefault(); // the page would scroll as well
    const { left, width } = drawing.getBoundingClientRect();
    if (event.shiftKey) pan(event.deltaY / 1000);
    else zoom(Math.exp(event.deltaY / 500), (event.clientX - left) / width);
  },
  { passive: false },
);
list.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (button === null) return;
  selected = button.dataset['call'];
  drawSoon();
});
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', (event) => {
  event.preventDefault();
  for (const file of event.dataTransfer?.files ?? []) void open(file);
});
picker.addEventListener('change', () => {
  if (!(picker instanceof HTMLInputElement)) return;
  for (const file of picker.files ?? []) void open(file);
  picker.value = ''; // so that the same file can be opened again
});
const actions = { 'zoom-in': () => zoom(0.7), 'zoom-out': () => zoom(1 / 0.7), fit, export: save };
for (const [id, act] of Object.entries(actions)) byId(id).addEventListener('click', act);
byId('clear').addEventListener('click', () => {
  calls = [];
  fit();
});
addEventListener('resize', drawSoon);

const channel = new BroadcastChannel(channelName);
channel.onmessage = ({ data }: MessageEvent<DevtoolsMessage>) => {
  calls = addMessage(calls, data);
  drawSoon();
};
// A running call grows without messages, too.
setInterval(() => {
  if (calls.some(({ end }) => end === undefined)) drawSoon();
}, 250);
announce(`Listening on the channel ${channelName}`);
