import { apiError, type Answer, type ConversationState } from 'codex-rx';
import { WAITING } from '../../lib/answer/answerFold.js';
import { liveState, type LiveState, type Wait } from '../../examples/chat/page/liveState.js';
import { marbles } from '../../spec/support/marbles.js';

const error = apiError({ type: 'stream', reason: 'truncated', detail: 'cut off' });
const state = (status: Answer['status'], more: Partial<Answer> = {}): ConversationState => ({
  history: [],
  answer: { ...WAITING, status, ...more },
  busy: status === 'waiting' || status === 'streaming' || status === 'retrying',
  queued: [],
});
const call: Answer['tool_calls'][number] = {
  ...{ type: 'tool_call', done: true, item: undefined, call_id: 'call_1', name: 'f', arguments: '{}' },
  ...{ run: 'waiting', progress: undefined, output: undefined },
};
const conversations: Readonly<Record<string, ConversationState>> = {
  i: { history: [], answer: undefined, busy: false, queued: [] },
  c: state('waiting'),
  s: state('streaming'),
  t: state('streaming', { text: 'more' }),
  r: state('retrying'),
  d: state('completed'),
  x: state('stopped'),
  w: { ...state('completed', { tool_calls: [call] }), busy: true },
  f: state('failed', { error }),
};
const waits: Readonly<Record<string, Wait>> = { v: { delay: 1_500, error }, w: { delay: 2_000, error } };
const lives: Readonly<Record<string, LiveState>> = {
  i: { type: 'idle', last: undefined },
  c: { type: 'connecting' },
  s: { type: 'streaming' },
  2: { type: 'retrying', seconds: 2, error },
  1: { type: 'retrying', seconds: 1, error },
  d: { type: 'idle', last: 'completed' },
  x: { type: 'idle', last: 'stopped' },
  f: { type: 'failed', error },
  w: { type: 'deciding' },
};

describe('examples/chat: liveState', () => {
  it(
    'reports each phase once, however many words come in it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  ic-s-tst-d-c-f|', conversations);
      const waiting = cold(' --------------|', waits);
      const subs = '         ^-------------!';
      const expected = '     ic-s-----d-c-f|';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(waiting.subscriptions).toBe(subs);
    }),
  );

  it(
    'counts a wait down by the second, and then connects',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  i-c 2500ms           s-d ', conversations);
      const waiting = cold(' ---w', waits);
      const subs = '         ^ 2505ms                !';
      const expected = '     i-c2 999ms 1 999ms c 499ms s-d';
      expectObservable(source.pipe(liveState(waiting)), subs).toBe(expected, lives);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(waiting.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins with the whole seconds that a wait has begun',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  c', conversations);
      const waiting = cold(' -v', waits);
      const expected = '     c2 999ms 1 499ms c';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
    }),
  );

  it(
    'goes on counting when the answer says that it will be asked again, and counts each wait',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  s-r 2000ms      s-', conversations);
      const waiting = cold(' -v 1998ms       -----v', waits);
      const expected = '     s2 999ms 1 499ms c 501ms s-2 999ms 1 499ms c';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
    }),
  );

  it(
    'counts a second wait, though nothing came after the first one',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  c', conversations);
      const waiting = cold(' -v 1999ms          v', waits);
      const expected = '     c2 999ms 1 499ms c 499ms 2 999ms 1 499ms c';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
    }),
  );

  it(
    'stops counting when the answer is stopped',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  c 1200ms   x', conversations);
      const waiting = cold(' -w', waits);
      const expected = '     c2 999ms 1 199ms x';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
    }),
  );

  it(
    'waits for the person while a call needs an approval',
    marbles(({ cold, expectObservable }) => {
      const source = cold('  c-s-w---s-d', conversations);
      const waiting = cold(' -', waits);
      const expected = '     c-s-w---s-d';
      expectObservable(source.pipe(liveState(waiting))).toBe(expected, lives);
    }),
  );
});
