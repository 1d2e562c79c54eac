import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { jsonOf, type SessionLine } from '../../../lib/testing/appServer/SessionLine.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import { asked, BEGUN, END, message, sent, told, wrote } from '../../support/agent/appServerLines.js';

const SESSION: readonly SessionLine[] = [
  ...BEGUN,
  told('item/started', message('')),
  told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'Hel' }),
  asked(0, 'item/commandExecution/requestApproval', { itemId: 'call_1', command: 'ls' }),
  sent({ id: 0, result: {} }),
  told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'lo' }),
  told('item/completed', message('Hello')),
  ...END,
];
const FOREIGN: readonly SessionLine[] = [
  told('made/up', { turn: { id: 'u9' } }),
  wrote({ method: 'turn/completed', params: { threadId: 't9', turn: { id: 'u9', status: 'completed' } } }),
  wrote({ method: 'turn/completed' }),
  wrote({ id: 99, result: {} }),
  wrote({ id: null }),
  { dir: 'out', line: '[]' },
  { dir: 'out', line: '' },
  { dir: 'out', line: 'SUCCESS: the process has been terminated.' },
];

/** Plays a session in virtual time to its end, and returns the text that arrived and the last event or error. */
const play = (lines: readonly SessionLine[]) => {
  const scheduler = new VirtualTimeScheduler();
  const limits = { idleTimeout: 1_000, requestTimeout: 500, exitGrace: 100, processKeepAlive: 10, scheduler };
  const transport = virtualAppServer(lines, { pace: 1, scheduler });
  const codex = new Codex({
    ...{ protocol: 'app-server', codexPathOverride: process.execPath, env: {}, transport, ...limits },
  });
  let text = '';
  let last: unknown;
  const turn = codex
    .startThread({ approve: () => ['accept'] })
    .events('Hi')
    .subscribe({
      next: (event) => {
        if (event.type === 'item.delta') text += event.delta;
        last = event.type;
      },
      error: (error: unknown) => {
        last = error;
      },
    });
  scheduler.flush();
  return { text, last, closed: turn.closed };
};

type Damage = (
  before: readonly SessionLine[],
  line: SessionLine,
  after: readonly SessionLine[],
) => readonly SessionLine[];
const half = ({ line }: SessionLine, from: number, to?: number): SessionLine => ({
  dir: 'out',
  line: line.slice(from, to),
});

/** The ways to damage a session at one line of the program, and whether its text must arrive nevertheless. */
const DAMAGES: Readonly<Record<string, readonly [Damage, 'whole' | 'any']>> = {
  'is repeated': [(before, line, after) => [...before, line, line, ...after], 'any'],
  'is missing': [(before, _line, after) => [...before, ...after], 'any'],
  'is swapped with the next one': [
    (before, line, [next, ...after]) =>
      next?.dir === 'out' ? [...before, next, line, ...after] : [...before, line, ...(next ? [next] : []), ...after],
    'any',
  ],
  'is cut in two': [(before, line, after) => [...before, half(line, 0, 20), half(line, 20), ...after], 'any'],
  'ends with CR and LF': [
    (before, { line }, after) => [...before, { dir: 'out', line: `${line}\r` }, ...after],
    'whole',
  ],
  'is followed by foreign lines': [(before, line, after) => [...before, line, ...FOREIGN, ...after], 'whole'],
};

describe('a session of the app-server of which a line', () => {
  for (const [damage, [apply, expected]] of Object.entries(DAMAGES))
    SESSION.forEach((line, index) => {
      const { method } = jsonOf(line);
      if (line.dir === 'out')
        it(`${damage} ends with a result or a typed error: line ${index}, ${typeof method === 'string' ? method : 'an answer'}`, () => {
          const { text, last, closed } = play(apply(SESSION.slice(0, index), line, SESSION.slice(index + 1)));
          expect(closed).to.equal(true);
          expect(last === 'turn.completed' || isApiError(last), String(last)).to.equal(true);
          if (expected === 'whole') expect([text, last]).to.deep.equal(['Hello', 'turn.completed']);
          // What arrived before the damage is never lost.
          const arrived = SESSION.slice(0, index).filter(({ line: earlier }) => earlier.includes('/delta')).length;
          expect(text.length).to.be.at.least(arrived === 0 ? 0 : arrived === 1 ? 3 : 5);
        });
    });
});
