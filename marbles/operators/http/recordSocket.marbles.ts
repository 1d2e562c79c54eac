import { expect } from 'chai';
import { asyncScheduler, NEVER } from 'rxjs';
import { recordSocket } from '../../../lib/operators/http/recordSocket.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames = { a: { type: 'text', text: 'a' }, b: { type: 'binary' } } as const satisfies Record<string, SocketFrame>;
const LOST = reset();

/** A tape that keeps what it is given, with the time. */
const tapeOf = () => {
  const written: string[] = [];
  const put = (what: string) => void written.push(`${asyncScheduler.now()} ${what}`);
  const sending = (what: string) => {
    put(what);
    return { done: () => put(`${what}: done`), failed: () => put(`${what}: failed`) };
  };
  return {
    written,
    tape: {
      sent: (text: string) => sending(`sent ${text}`),
      ping: () => sending('ping'),
      received: (frame: SocketFrame) => put(frame.type),
      end: () => put('end'),
      lost: (cause: unknown) => put(`lost: ${cause === LOST ? 'reset' : 'another error'}`),
      cancelled: () => put('left'),
    },
  };
};

describe('recordSocket', () => {
  it(
    'records the frames of the first subscription with their times, and the end',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold('     a-b|', frames);
      const first = '        --^      ';
      const second = '       -------^';
      const expected = '     --a-b|  ';
      const expectedAgain = '-------a-b|';
      const subs = ['        --^--!  ', '-------^--!'];
      const { frames: recorded } = recordSocket({ frames: source, send: () => NEVER }, tape);
      expectObservable(recorded, first).toBe(expected, frames);
      expectObservable(recorded, second).toBe(expectedAgain, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 text', '4 binary', '5 end', '5 left']);
    }),
  );

  it(
    'records a lost connection with its cause, and passes the error on',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold(' --a--#', frames, LOST);
      const subs = '        ^----!';
      const expected = '    --a--#';
      expectObservable(recordSocket({ frames: source, send: () => NEVER }, tape).frames).toBe(expected, frames, LOST);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 text', '5 lost: reset', '5 left']);
    }),
  );

  it(
    'records that its subscriber has left',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold(' --a--b--|', frames);
      const subs = '        ^---!';
      const unsub = '       ----!';
      const expected = '    --a--';
      expectObservable(recordSocket({ frames: source, send: () => NEVER }, tape).frames, unsub).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 text', '4 left']);
    }),
  );

  it(
    'records when a message is accepted, and that a ping fails',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const accepted = cold<never>('---|');
      const acceptedSubs = '        ^--!';
      const failed = cold<never>('  --#', undefined, LOST);
      const failedSubs = '          ^-!';
      const socket = recordSocket({ frames: NEVER, send: () => accepted, ping: () => failed }, tape);
      expectObservable(socket.send('hi')).toBe('     ---|');
      expectObservable(socket.ping?.() ?? NEVER).toBe('--#', undefined, LOST);
      expectSubscriptions(accepted.subscriptions).toBe(acceptedSubs);
      expectSubscriptions(failed.subscriptions).toBe(failedSubs);
      flush();
      expect(written).to.deep.equal(['0 sent hi', '0 ping', '2 ping: failed', '3 sent hi: done']);
    }),
  );
});
