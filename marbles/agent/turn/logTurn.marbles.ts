import { expect } from 'chai';
import type { TestScheduler } from 'rxjs/testing';
import { logTurn } from '../../../lib/agent/turn/logTurn.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { logAbove } from '../../../lib/telemetry/Logger.js';
import { marbles } from '../../../spec/support/marbles.js';

const usage = {
  input_tokens: 7,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 3,
  reasoning_output_tokens: 0,
};
const EVENTS: Readonly<Record<string, ThreadEvent>> = {
  t: { type: 'thread.started', thread_id: 'th_1' },
  i: {
    type: 'item.started',
    item: { id: 'i', type: 'command_execution', command: 'ls', aggregated_output: '', status: 'in_progress' },
  },
  e: { type: 'error', message: 'Reconnecting...\n1/5' },
  c: { type: 'turn.completed', usage },
  f: { type: 'turn.failed', error: { message: 'no credit' } },
};

const recordTurn = (scheduler: TestScheduler, thread?: string) => {
  const lines: string[] = [];
  const logger = logAbove('debug', (level, message) => lines.push(`${scheduler.now()} ${level}: ${message}`));
  return { lines, logged: logTurn(logger, { thread, scheduler }) };
};

describe('logTurn', () => {
  it(
    'writes the beginning, the items, the reports and the end of a turn, each on one line',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const { lines, logged } = recordTurn(scheduler);
      const source = cold('  -t-i-e-c--|', EVENTS);
      const subs = '         ^---------!';
      const expected = '     -t-i-e-c--|';
      expectObservable(source.pipe(logged)).toBe(expected, EVENTS);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(lines).to.deep.equal([
        '0 debug: turn of a new thread: begun',
        '3 debug: turn of th_1: command_execution begun after 3 ms',
        '5 warn: turn of th_1: Reconnecting... 1/5',
        '7 info: turn of th_1: completed after 7 ms, 7 tokens in, 3 out',
        '10 debug: turn of th_1: the program is gone after 10 ms',
      ]);
    }),
  );

  it(
    'writes why a turn failed',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const { lines, logged } = recordTurn(scheduler, 'th_0');
      const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'lost' });
      const source = cold('  -f-#', EVENTS, lost);
      const expected = '     -f-#';
      expectObservable(source.pipe(logged)).toBe(expected, EVENTS, lost);
      flush();
      expect(lines).to.deep.equal([
        '0 debug: turn of th_0: begun',
        '1 error: turn of th_0: failed after 1 ms: no credit',
        `3 error: turn of th_0: failed after 3 ms: ${lost.message}`,
      ]);
    }),
  );

  it(
    'writes that a turn was left',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const { lines, logged } = recordTurn(scheduler, 'th_0');
      const source = cold('  -t------', EVENTS);
      const subs = '         ^--!     ';
      const unsub = '        ^--!     ';
      const expected = '     -t--     ';
      expectObservable(source.pipe(logged), unsub).toBe(expected, EVENTS);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(lines).to.deep.equal(['0 debug: turn of th_0: begun', '3 debug: turn of th_1: cancelled after 3 ms']);
    }),
  );

  it(
    'lets nothing of a logger that throws into the turn',
    marbles(({ cold, expectObservable }, scheduler) => {
      const throwing = logAbove('debug', () => {
        throw new Error('disk full');
      });
      const source = cold('  -t-c-|', EVENTS);
      const expected = '     -t-c-|';
      expectObservable(source.pipe(logTurn(throwing, { thread: null, scheduler }))).toBe(expected, EVENTS);
    }),
  );
});
