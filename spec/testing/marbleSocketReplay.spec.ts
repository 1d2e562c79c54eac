import { expect } from 'chai';
import fc from 'fast-check';
import { concat, defer, delay, EMPTY, mergeMap, NEVER, of, take, throwError, timer, type Observable } from 'rxjs';
import { isRight } from '#either';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { recordExchange } from '../../lib/operators/http/recordExchange.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { MarbleFile } from '../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../lib/protocol/recording/marbleFile/printMarble.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { playVirtually } from '../../lib/testing/playVirtually.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../lib/testing/virtualWebSocket.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { createMarbleTape } from '../../lib/transport/marbleTape.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import type { SocketFrame, UpgradeResponse, WebSocketTransport } from '../../lib/transport/WebSocketTransport.js';
import { frames, virtualConnection } from '../support/virtualConnection.js';

type Ask = (webSocket: WebSocketTransport, http: HttpTransport) => Observable<unknown>;

const NO_HTTP: HttpTransport = { stream: () => throwError(reset) };

/** Records a call, writes and reads the file, and returns what was emitted and what each of the players gives. */
const played = (ask: Ask, webSocketOf: () => WebSocketTransport, httpOf: () => HttpTransport = () => NO_HTTP) => {
  let file: MarbleFile = { exchanges: [] };
  const live = playVirtually(() => {
    const [webSocket, http] = [webSocketOf(), httpOf()];
    const tape = createMarbleTape((content) => (file = content), {});
    return ask(
      { connect: (request, demand) => webSocket.connect(request, demand).pipe(recordExchange(tape, request)) },
      { stream: (request, demand) => http.stream(request, demand).pipe(recordExchange(tape, request)) },
    );
  });
  const text = printMarble(file);
  if (!isRight(text)) throw new Error(text.left);
  const read = parseMarble(text.right);
  const replayed = isRight(read) ? read.right : expect.fail(`${read.left}\n${text.right}`);
  expect(printMarble(replayed)).to.deep.equal(text);
  const replay = playVirtually(() => {
    const transport = replayTransport(replayed);
    return ask(transport, transport);
  });
  const virtual = playVirtually(() => ask(virtualWebSocket(replayed), virtualTransport(replayed)));
  return { live, replay, virtual, text: text.right };
};

/** Handshakes without an answer, for clients that try again. */
const MORE = Array.from({ length: 8 }, () => NEVER);

const conversation: Ask = (webSocket) => {
  const connection = virtualConnection(webSocket, { streamIdleTimeout: 60_000, retry: { maxAttempts: 2 } });
  return concat(connection.streamPrompt('m', 'one'), timer(20_000), connection.streamPrompt('m', 'two'));
};

const at = (ms: number, frame: SocketFrame): Observable<SocketFrame> => of(frame).pipe(delay(ms));
const lost = (reason: 'too_large' | 'malformed' | 'connection_lost') =>
  apiError({ type: 'stream', reason, detail: `the websocket: ${reason}`, code: 'ECONNRESET' });
const later = <T>(ms: number, then: Observable<T>): Observable<T> => timer(ms).pipe(mergeMap(() => then));
const fail = (error: () => unknown): Observable<never> => throwError(error);
const whole = [at(5, frames.c), at(3, frames.t), at(7, frames.x)];
const answered = () => of(socket(concat(...whole, later(20_500, concat(at(1, frames.c), at(1, frames.y), NEVER)))));

describe('a recorded WebSocket, as a .marble file', () => {
  const rows: readonly (readonly [title: string, attempts: () => readonly Observable<UpgradeResponse>[]])[] = [
    ['two answers', () => [answered()]],
    [
      'two answers after a ping',
      () => [
        of(
          socket(concat(...whole, later(20_500, concat(at(1, frames.c), at(1, frames.y), NEVER))), {
            ping: later(30, EMPTY),
          }),
        ),
      ],
    ],
    ['a ping without an answer', () => [of(socket(concat(...whole, NEVER), { ping: NEVER })), answered()]],
    ['a ping that fails', () => [of(socket(concat(...whole, NEVER), { ping: later(4, fail(reset)) })), answered()]],
    ['a socket that is idle, without pings', () => [of(socket(concat(...whole, NEVER))), answered()]],
    ['silence before the first frame', () => [of(socket(NEVER)), of(socket(NEVER)), of(socket(NEVER))]],
    ['silence in the middle', () => [of(socket(concat(at(5, frames.c), at(5, frames.t), NEVER)))]],
    [
      'frames at the time of the handshake',
      () => [of(socket(concat(of(frames.c, frames.t, frames.x), NEVER))), answered()],
    ],
    ['a close frame before output', () => [of(socket(at(4, frames.k))), answered()]],
    ['a close frame in the middle', () => [of(socket(concat(at(4, frames.c), at(4, frames.t), at(2, frames.k))))]],
    [
      'a close frame 1009',
      () => [of(socket(concat(at(4, frames.c), at(4, frames.t), at(2, { type: 'close', code: 1009, reason: '' }))))],
    ],
    [
      'a close frame with marks in its reason',
      () => [
        of(socket(concat(at(4, frames.c), at(4, frames.t), at(2, { type: 'close', code: 1011, reason: ' "⏎|#\n' })))),
      ],
    ],
    ['a close frame while it is idle', () => [of(socket(concat(...whole, at(90, frames.k)))), answered()]],
    ['an end without a close frame', () => [of(socket(concat(at(4, frames.c), at(4, frames.t), later(3, EMPTY))))]],
    ['an end before output', () => [of(socket(later(3, EMPTY))), answered()]],
    ['a reset before output', () => [of(socket(later(3, fail(reset)))), answered()]],
    ['a reset in the middle', () => [of(socket(concat(at(4, frames.c), at(4, frames.t), later(3, fail(reset)))))]],
    [
      'a message that is too large',
      () => [
        of(
          socket(
            concat(
              at(4, frames.c),
              at(4, frames.t),
              later(
                3,
                fail(() => lost('too_large')),
              ),
            ),
          ),
        ),
      ],
    ],
    [
      'a violation of the protocol',
      () => [
        of(
          socket(
            concat(
              at(4, frames.c),
              at(4, frames.t),
              later(
                3,
                fail(() => lost('malformed')),
              ),
            ),
          ),
        ),
      ],
    ],
    [
      'a connection that is lost',
      () => [
        of(
          socket(
            concat(
              at(4, frames.c),
              at(4, frames.t),
              later(
                3,
                fail(() => lost('connection_lost')),
              ),
            ),
          ),
        ),
      ],
    ],
    ['a binary message', () => [of(socket(concat(at(4, frames.c), at(4, frames.t), at(3, frames.b))))]],
    [
      'a message that is no JSON',
      () => [
        of(
          socket(
            concat(
              at(4, frames.c),
              at(4, { type: 'text', text: '> {' }),
              at(4, { type: 'text', text: 'close: 1000' }),
              at(2, frames.x),
            ),
          ),
        ),
        answered(),
      ],
    ],
    ['the error frame of an old connection', () => [of(socket(at(4, frames.l))), answered()]],
    [
      'an error frame',
      () => [
        of(
          socket(
            at(
              4,
              message({
                type: 'error',
                status: 429,
                headers: { 'retry-after': '2' },
                error: { code: 'rate_limit_exceeded', message: 'Slow down.' },
              }),
            ),
          ),
        ),
        answered(),
      ],
    ],
    ['the failure of an answer', () => [of(socket(concat(at(4, frames.c), at(4, frames.f))))]],
    [
      'frames before the message',
      () => [of(socket(of(frames.c))), of(socket(concat(of(frames.c), later(0, EMPTY)))), answered()],
    ],
    [
      'a message that is sent slowly',
      () => [of(socket(concat(...whole, NEVER), { send: later(2, EMPTY) })), answered()],
    ],
    ['a message that is never sent', () => [of(socket(NEVER, { send: NEVER })), answered()]],
    ['a message that is not sent', () => [of(socket(NEVER, { send: later(2, fail(reset)) })), answered()]],
    [
      'a handshake that is refused: 401',
      () => [of(response(of(bytes('{"error":{"message":"no"}}')), { status: 401 }))],
    ],
    ['a handshake that is refused: 426', () => [of(response(EMPTY, { status: 426 }))]],
    [
      'a handshake that is refused: 503, and a wait',
      () => [of(response(EMPTY, { status: 503, headers: { 'retry-after': '3' } })), answered()],
    ],
    ['a handshake that is reset', () => [later(5, fail(reset)), answered()]],
    ['a handshake without an answer', () => [NEVER, later(70, answered())]],
  ];
  for (const [title, attempts] of rows)
    it(`gives the same events at the same times: ${title}`, () => {
      const { live, replay, virtual } = played(conversation, () => virtualWebSocket(...attempts()));
      expect(live.events.length + (live.ending.type === 'error' ? 1 : 0)).to.be.greaterThan(0);
      expect(replay).to.deep.equal(live);
      expect(virtual).to.deep.equal(live);
    });

  it('holds the requests over HTTP that replace it, and a RoutedClient plays both', () => {
    const routed: Ask = (websocket, transport) => {
      const provider = createProvider({ name: 'test', baseUrl: 'https://virtual.test/v1', retry: { baseDelay: 10 } });
      const client = new RoutedClient({ provider, transport, websocket, random: () => 0.5 });
      return concat(client.streamPrompt('m', 'one'), client.streamPrompt('m', 'two'));
    };
    const { live, replay, virtual, text } = played(
      routed,
      () => virtualWebSocket(later(9, of(response(EMPTY, { status: 426 })))),
      () =>
        virtualTransport(
          of(response(of(bytes(sse(created(), textDelta('Hi'), completed('resp_1')))))),
          later(4, of(response(of(bytes(sse(created(), completed('resp_2'))))))),
        ),
    );
    expect(live.ending.type).to.equal('complete');
    expect(replay).to.deep.equal(live);
    expect(virtual).to.deep.equal(live);
    expect(text).to.contain('request 1 = GET /v1/responses\n  > upgrade: websocket\n');
    expect(text).to.contain('request 2 = POST /v1/responses\n');
  });

  it('is left early: the client closes the socket', () => {
    const left: Ask = (webSocket) => virtualConnection(webSocket).streamPrompt('m', 'one').pipe(take(2));
    const { live, replay, text } = played(left, () => virtualWebSocket(answered()));
    expect(replay).to.deep.equal(live);
    expect(text).to.match(/^subs 1: \^ 7ms !$/m);
  });

  it('plays the frames behind a message when a client sends it, and not before', () => {
    const { text } = played(conversation, () => virtualWebSocket(answered()));
    const file = parseMarble(text);
    const seen = playVirtually(() => {
      const connection = virtualConnection(replayTransport(isRight(file) ? file.right : expect.fail(file.left)));
      return timer(5000).pipe(
        mergeMap(() => concat(connection.streamPrompt('m', 'one'), timer(1), connection.streamPrompt('m', 'two'))),
      );
    });
    expect(seen.events.map(({ at: time }) => time)).to.deep.equal([5005, 5008, 5015, 5016, 5517, 5518]);
    expect(seen.ending.type).to.equal('complete');
  });

  const noHandshake = /unexpected handshake 2: the \.marble file has 1 handshake\(s\)/;
  it('fails a handshake and a message that it does not have', () => {
    const { text } = played(conversation, () => virtualWebSocket(of(socket(at(5, frames.k)))));
    const file = parseMarble(text);
    const replayed = isRight(file) ? file.right : expect.fail(file.left);
    const handshakes = playVirtually(() =>
      defer(() => virtualConnection(replayTransport(replayed)).streamPrompt('m', 'one')),
    );
    expect(JSON.stringify(handshakes.ending)).to.match(noHandshake);
    const once: Ask = (webSocket) => virtualConnection(webSocket).streamPrompt('m', 'one');
    const one = played(once, () => virtualWebSocket(answered()));
    const single = parseMarble(one.text);
    const messages = playVirtually(() => {
      const connection = virtualConnection(replayTransport(isRight(single) ? single.right : expect.fail(single.left)));
      return concat(connection.streamPrompt('m', 'one'), connection.streamPrompt('m', 'two'));
    });
    expect(JSON.stringify(messages.ending)).to.contain(
      'unexpected message 2: the .marble file has 1 message(s) of the client for this WebSocket',
    );
  });

  // Even, while messages are sent in odd times: a file does not order the result of sending and a frame of one millisecond.
  const gap = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 45_000 })).map((half) => 2 * half);
  const someFrame = fc.constantFrom<SocketFrame>(
    frames.c,
    frames.t,
    frames.u,
    frames.i,
    frames.x,
    frames.y,
    frames.b,
    frames.k,
    frames.f,
    frames.s,
    frames.l,
  );
  const someSocket = fc.record({
    wait: gap,
    status: fc.constantFrom(101, 101, 101, 101, 426, 503, 0),
    frames: fc.array(fc.tuple(gap, someFrame), { maxLength: 6 }),
    end: fc.constantFrom('end', 'lost', 'reset', 'open'),
    send: fc.constantFrom('done', 'done', 'done', 'slow', 'failed', 'never'),
    ping: fc.constantFrom('none', 'done', 'never', 'failed'),
    last: gap,
  });
  it('gives the same events at the same times: any frames, losses, silences, pings and refusals', () => {
    fc.assert(
      fc.property(fc.array(someSocket, { minLength: 6, maxLength: 6 }), (sockets) => {
        const ends = { end: EMPTY, lost: fail(() => lost('connection_lost')), reset: fail(reset), open: NEVER };
        const sends = { done: EMPTY, slow: later(3, EMPTY), failed: later(1, fail(reset)), never: NEVER };
        const pings = { none: undefined, done: later(5, EMPTY), never: NEVER, failed: fail(reset) };
        const attempts = () =>
          sockets.map(({ wait, status, frames: given, end, send, ping, last }) => {
            const received = concat(
              ...given.map(([ms, frame]) => (ms === 0 ? of(frame) : at(ms, frame))),
              later(last, ends[end]),
            );
            const probe = pings[ping];
            const opened = socket(received, { send: sends[send], ...(probe && { ping: probe }) });
            if (status === 0) return later(wait, fail(reset));
            return later(wait, of(status === 101 ? opened : response(EMPTY, { status })));
          });
        const { live, replay, virtual } = played(conversation, () => virtualWebSocket(...attempts(), ...MORE));
        expect(replay).to.deep.equal(live);
        expect(virtual).to.deep.equal(live);
      }),
      { numRuns: 100 },
    );
  }).timeout(30_000);
});
