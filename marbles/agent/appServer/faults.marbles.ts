import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import type { AppServerFault } from '../../../lib/testing/appServer/AppServerFault.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';
import { letters, playTurn } from './playTurn.js';

const approval = {
  id: 0,
  method: 'item/commandExecution/requestApproval',
  params: { itemId: 'call_1', command: 'ls' },
};
const session = appServerSession([[approval, ...textTurn('Hello').slice(1, 4)]]);

const died = errorLike({
  type: 'stream',
  reason: 'process_ended',
  detail: 'codex exited with code 1 before the turn was complete',
});
const neverReady = errorLike({
  type: 'transport',
  error: {
    type: 'build',
    detail:
      'codex exited with code 1 before it was ready; check codexPathOverride, the settings in config and config.toml, ' +
      'and CODEX_HOME',
  },
});
const refused = errorLike({ type: 'invalid_request', code: '-32600', detail: 'codex refused turn/start: refused' });

interface Row {
  readonly when: string;
  readonly fault?: AppServerFault;
  /** The time at which the subscriber unsubscribes. Default: never. */
  readonly left?: string;
  readonly options?: ThreadOptions;
  readonly events: string;
  /** The lines that the client writes; A is an answer. The end is the end of stdin. */
  readonly lines: string;
  readonly error?: unknown;
}

const wait: ThreadOptions = { approve: 'wait' };

const rows: readonly Row[] = [
  { when: 'does not fail', events: '--t--s--ddi(c|)', lines: 'ITS---A---------|' },
  {
    when: 'dies at initialize',
    fault: { type: 'exit', at: 'initialize' },
    events: '#',
    lines: '(I|)',
    error: neverReady,
  },
  {
    when: 'dies when the thread is started',
    fault: { type: 'exit', at: 'thread/start' },
    events: '-#',
    lines: 'I(T|)',
    error: died,
  },
  {
    when: 'dies when the turn is requested',
    fault: { type: 'exit', at: 'turn/start' },
    events: '--t-#',
    lines: 'ITS-|',
    error: died,
  },
  {
    when: 'dies in the turn',
    fault: { type: 'exit', at: 'turn/started' },
    events: '--t--s#',
    lines: 'ITS---|',
    error: died,
  },
  {
    when: 'dies while an approval waits',
    fault: { type: 'exit', at: approval.method },
    options: wait,
    events: '--t--sw#',
    lines: 'ITS----|',
    error: died,
  },
  {
    when: 'dies in the middle of a line',
    fault: { type: 'half_line', at: 'item/completed' },
    events: '--t--s--dd-#',
    lines: 'ITS---A----|',
    error: died,
  },
  {
    when: 'dies after the turn, before it is closed',
    fault: { type: 'exit', at: 'turn/completed' },
    events: '--t--s--ddi(c|)',
    lines: 'ITS---A-----|',
  },
  {
    when: 'refuses the turn',
    fault: { type: 'refuse', at: 'turn/start' },
    events: '--t-#',
    lines: 'ITS------|',
    error: refused,
  },
  {
    when: 'is left while an approval waits',
    options: wait,
    left: '-----------!',
    events: '--t--sw',
    lines: 'ITS--------XC-----|',
  },
  {
    when: 'is left, and dies at the interrupt',
    fault: { type: 'exit', at: 'turn/interrupt' },
    options: wait,
    left: '-----------!',
    events: '--t--sw',
    lines: 'ITS--------(X|)',
  },
  {
    when: 'is left, and never answers the interrupt',
    fault: { type: 'hang', at: 'turn/interrupt' },
    options: wait,
    left: '-----------!',
    events: '--t--sw',
    lines: 'ITS--------X 8ms |',
  },
  {
    when: 'is left, and never answers that the commands have ended',
    fault: { type: 'no_answer', at: 'thread/backgroundTerminals/clean' },
    options: wait,
    left: '-----------!',
    events: '--t--sw',
    lines: 'ITS--------XC 7ms |',
  },
  {
    when: 'is left before the turn is accepted',
    left: '---!',
    options: wait,
    events: '--t',
    lines: 'ITS--XC-----|',
  },
  { when: 'is left before the thread is open', left: '--!', events: '-', lines: 'IT-----|' },
];

describe('a turn over the app-server, when the program', () => {
  for (const { when, fault, left, options, events, lines, error } of rows)
    it(
      when,
      marbles(({ expectObservable }, scheduler) => {
        const { thread, written } = playTurn(scheduler, session, options, fault === undefined ? [] : [fault]);
        expectObservable(letters(thread.events('Hi')), left).toBe(events, undefined, error);
        expectObservable(written).toBe(lines);
      }),
    );
});
