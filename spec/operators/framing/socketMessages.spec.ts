import { expect } from 'chai';
import { catchError, EMPTY, NEVER, of, type Observable } from 'rxjs';
import { socketMessages } from '../../../lib/operators/framing/socketMessages.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';
import { isApiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { SocketFrame } from '../../../lib/transport/WebSocketTransport.js';
import { syncOutcome } from '../syncOutcome.js';

const errorIn = (frames: Observable<SocketFrame>, reused = false): ApiError => {
  let seen: ApiError | undefined;
  const caught = frames.pipe(
    socketMessages({ reused }),
    catchError((error: unknown) => {
      if (isApiError(error)) seen = error;
      return EMPTY;
    }),
  );
  syncOutcome(caught);
  return seen ?? expect.fail('expected an ApiError');
};
const causeOf = ({ cause }: ApiError): string => (cause instanceof Error ? cause.message : String(cause));

describe('socketMessages', () => {
  it('takes every text for the data of a message, empty ones and those that are no JSON too', () => {
    const texts = ['{"type":"response.created"}', '', 'no JSON', '[DONE]'];
    const frames = texts.map((text): SocketFrame => ({ type: 'text', text }));
    expect(syncOutcome(of(...frames).pipe(socketMessages())).values).to.deep.equal(
      texts.map((data) => ({ event: 'message', data })),
    );
  });

  const closes: readonly (readonly [code: number, reason: string, cause: string])[] = [
    [1000, '', 'close code 1000'],
    [1001, 'restart', 'close code 1001: restart'],
    [1005, '', 'close code 1005'],
    [1008, 'not you', 'close code 1008: not you'],
    [1009, '', 'close code 1009'],
    [1011, 'é€😀', 'close code 1011: é€😀'],
  ];
  for (const [code, reason, cause] of closes)
    it(`keeps the content of a close frame as the cause: ${cause}`, () => {
      const closed = of<SocketFrame>({ type: 'close', code, reason });
      for (const error of [errorIn(closed), errorIn(closed, true)]) expect(causeOf(error)).to.equal(cause);
    });

  it('calls an end after the first message a broken stream, and one of an idle socket a failure of the network', () => {
    const closed: SocketFrame = { type: 'close', code: 1000, reason: '' };
    const text: SocketFrame = { type: 'text', text: '' };
    const errors = [
      errorIn(of(closed)),
      errorIn(of(text, closed), true),
      errorIn(of(closed), true),
      errorIn(EMPTY, true),
    ];
    expect(errors.map(({ type }) => type)).to.deep.equal(['stream', 'stream', 'transport', 'transport']);
    expect(errors.slice(2).map((error) => isRetryable(error))).to.deep.equal([true, true]);
  });

  it('takes a socket for new by default', () => {
    expect(syncOutcome(EMPTY.pipe(socketMessages()))).to.deep.equal({ values: [], end: 'complete' });
  });

  it('stops a synchronous socket at its first error', () => {
    const frames = of<SocketFrame[]>({ type: 'binary' }, { type: 'text', text: 'a' }, { type: 'binary' });
    expect(syncOutcome(frames.pipe(socketMessages()))).to.deep.equal({
      values: [],
      end: 'error',
      error: {
        type: 'stream',
        reason: 'malformed',
        detail: 'unexpected binary websocket event',
        code: 'WS_PROTOCOL_ERROR',
      },
    });
  });

  it('passes the end of a socket without messages', () => {
    expect(syncOutcome(NEVER.pipe(socketMessages({ reused: true })))).to.deep.equal({ values: [], end: 'none' });
  });
});
