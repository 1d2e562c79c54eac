import { socketMessages } from '../../../lib/operators/framing/socketMessages.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames: Readonly<Record<string, SocketFrame>> = {
  a: { type: 'text', text: '{"a":1}' },
  b: { type: 'text', text: 'no JSON' },
  x: { type: 'binary' },
  c: { type: 'close', code: 1001, reason: 'restart' },
};
const messages = {
  a: { event: 'message', data: '{"a":1}' },
  b: { event: 'message', data: 'no JSON' },
};
const closed = errorLike({
  type: 'stream',
  reason: 'closed',
  detail: 'websocket closed by server before response.completed (close code 1001: restart)',
});
const idle = errorLike({
  type: 'transport',
  error: { type: 'network', detail: 'the websocket was closed while it was idle', code: 'WS_CLOSED' },
});

describe('socketMessages', () => {
  it(
    'makes a frame of every text, and ends with the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a-(ba)-|', frames);
      const subs = '         ^--------!';
      const expected = '     --a-(ba)-|';
      expectObservable(source.pipe(socketMessages())).toBe(expected, messages);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at a close frame, and unsubscribes from the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--c--', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(socketMessages())).toBe(expected, messages, closed);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at a binary message, and unsubscribes from the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--x--a', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const binary = errorLike({ type: 'stream', reason: 'malformed', detail: 'unexpected binary websocket event' });
      expectObservable(source.pipe(socketMessages())).toBe(expected, messages, binary);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes a close frame before the first message for an end of the answer where the socket is new',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --c', frames);
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(socketMessages({ reused: false }))).toBe(expected, messages, closed);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes a close frame before the first message for a failure of the network where the socket lay idle',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --c', frames);
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(socketMessages({ reused: true }))).toBe(expected, messages, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes the end of a socket that lay idle before the first message for a failure of the network',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --|', frames);
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(socketMessages({ reused: true }))).toBe(expected, messages, idle);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes what ends a socket after its first message as of a new one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const closing = cold(' --a--c', frames);
      const ending = cold('  --a--|', frames);
      const subs = '         ^----!';
      expectObservable(closing.pipe(socketMessages({ reused: true }))).toBe('--a--#', messages, closed);
      expectObservable(ending.pipe(socketMessages({ reused: true }))).toBe(' --a--|', messages);
      expectSubscriptions(closing.subscriptions).toBe(subs);
      expectSubscriptions(ending.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error, also of a socket that lay idle",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --#', frames, reset());
      const subs = '         ^-!';
      const expected = '     --#';
      expectObservable(source.pipe(socketMessages({ reused: true }))).toBe(expected, messages, reset());
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--a', frames);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --a--';
      expectObservable(source.pipe(socketMessages()), unsub).toBe(expected, messages);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins anew with every subscription: one socket has spoken, the other has not',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('   --a--|', frames);
      const first = '        ^----!';
      const second = '       ---^-!';
      const later = '        ---^';
      const output$ = source.pipe(socketMessages({ reused: true }));
      expectObservable(output$).toBe('       --a--|', messages);
      expectObservable(output$, later).toBe('-----#', messages, idle);
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );
});
