import { expect } from 'chai';
import { responseOf } from '../../../lib/protocol/errors/responseOf.js';
import { take } from 'rxjs';
import { isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ProviderOptions } from '../../../lib/provider/Provider.js';
import { textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import type { HeadFault, Script } from '../../../lib/server/script/Script.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { completed, textDelta } from '../../../lib/testing/wire.js';
import { frame, rawWebSocket, sending, switching, type Script as RawScript } from '../../node/rawWebSocket.js';
import { errorOf, outcomeOf, textIn, until, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { allClosed, askedOnSockets, connectionTo, handshakesOf } from '../../support/scriptedSocket.js';
import { within } from '../../support/within.js';

const answer = textAnswer('one two three');
/** After so many frames, one delta has come. */
const TOLD = 5;
const FAST = { 'retry-after-ms': '0' };

/** What comes of one request. */
interface Row {
  /** The name of the fault. */
  readonly fault: string;
  readonly what: string;
  readonly script?: Script;
  readonly handshake?: HeadFault;
  readonly provider?: Partial<ProviderOptions>;
  /** What the error holds; undefined where the answer is whole. */
  readonly error?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** What the cause of the error says. */
  readonly cause?: string;
  /** The text that came before the end. */
  readonly text: string;
  /** With no retries, and with two. */
  readonly handshakes: readonly [number, number];
  readonly requests: readonly [number, number];
}

const status = (code: number, headers: Readonly<Record<string, string>> = FAST): HeadFault => ({
  type: 'status',
  status: code,
  headers,
});

const refused = (fault: string, handshake: HeadFault, row: Partial<Row> & Pick<Row, 'what' | 'handshakes'>): Row => ({
  fault,
  handshake,
  text: '',
  requests: [0, 0],
  ...row,
});

const once = { handshakes: [1, 1], requests: [1, 1] } as const;
const thrice = { handshakes: [1, 3], requests: [1, 3] } as const;
const closed = (code: number, fault = `ws-close-${code}`): Row => ({
  ...once,
  fault,
  what: `a close frame ${code} is an error after what came, which names the code`,
  script: { answer, fault: { type: 'ws_close', after: TOLD, code, reason: 'so be it' } },
  error: {
    type: 'stream',
    reason: 'closed',
    detail: `websocket closed by server before response.completed (close code ${code}: so be it)`,
  },
  cause: `close code ${code}: so be it`,
  text: 'one',
});

const ROWS: readonly Row[] = [
  { ...once, fault: 'ws-ok', what: 'an answer is whole', script: { answer }, text: 'one two three' },
  refused('ws-handshake-401', status(401), {
    what: 'a 401 is not retried',
    message: 'http 401: Scripted status 401.',
    handshakes: [1, 1],
  }),
  refused('ws-handshake-426', status(426), {
    what: 'a 426 is not retried',
    message: 'http 426: Scripted status 426.',
    handshakes: [1, 1],
  }),
  refused('ws-handshake-503', status(503), {
    what: 'a 503 is retried',
    message: 'http 503: Scripted status 503.',
    handshakes: [1, 3],
  }),
  refused('ws-handshake-503', status(429), {
    what: 'a 429 is retried',
    message: 'http 429: Scripted status 429.',
    handshakes: [1, 3],
  }),
  refused('ws-handshake-200', status(200), {
    what: 'a 200 is no upgrade, and is not retried',
    message: 'http 200: Scripted status 200.',
    handshakes: [1, 1],
  }),
  refused('ws-handshake-200', status(307, { location: 'https://elsewhere.test/v1?key=1' }), {
    what: 'a redirect is not followed',
    message:
      'http 307: redirect to https://elsewhere.test not followed, as the prompt and the key would be sent there; correct the base URL',
    handshakes: [1, 1],
  }),
  refused(
    'ws-handshake-stall',
    { type: 'stall_before_head' },
    {
      what: 'a handshake that is not answered is a timeout, and is retried',
      provider: { connectTimeout: 250 }, // shorter ones end before a busy machine accepts the connection
      message: 'timeout: no response head within 250 ms',
      handshakes: [1, 3],
    },
  ),
  refused(
    'ws-handshake-stall',
    { type: 'reset_before_head' },
    {
      what: 'a handshake that is reset is retried',
      error: { type: 'transport' },
      handshakes: [1, 3],
    },
  ),
  closed(1000, 'ws-close-before-completed'),
  ...[1001, 1008, 1011, 1012, 1013].map((code) => closed(code)),
  {
    ...closed(1009),
    what: 'a close frame 1009 is the error of a request that is too large',
    error: { type: 'stream', reason: 'too_large', code: 'WS_CLOSE_1009' },
  },
  {
    ...once,
    fault: 'ws-close-1008',
    what: 'a close frame 1008 before anything came is not retried',
    script: { answer, fault: { type: 'ws_close', after: 0, code: 1008 } },
    error: { type: 'stream', reason: 'closed', code: 'WS_CLOSE_1008' },
    text: '',
  },
  {
    ...thrice,
    fault: 'ws-close-before-completed',
    what: 'a close frame before anything came is retried, and is the same in the end',
    script: { answer, fault: { type: 'ws_close', after: 0, code: 1011 } },
    message: 'stream error: websocket closed by server before response.completed (close code 1011)',
    cause: 'close code 1011',
    text: '',
  },
  {
    ...once,
    fault: 'ws-reset-mid',
    what: 'a reset after output is an error after what came',
    script: { answer, fault: { type: 'reset_mid_body', after: TOLD } },
    error: { type: 'stream', reason: 'connection_lost' },
    text: 'one',
  },
  {
    ...thrice,
    fault: 'ws-reset-mid',
    what: 'a reset before output is retried',
    script: { answer, fault: { type: 'reset_before_head' } },
    error: { type: 'transport' },
    text: '',
  },
  {
    ...once,
    fault: 'ws-reset-mid',
    what: 'an end without a close frame (1006) is an error after what came',
    script: { answer, fault: { type: 'truncate', after: TOLD } },
    message: 'stream error: stream closed before response.completed',
    text: 'one',
  },
  {
    ...once,
    fault: 'ws-stall-mid',
    what: 'silence is an idle timeout after what came',
    script: { answer, fault: { type: 'stall_mid_body', after: TOLD } },
    provider: { streamIdleTimeout: 60, connectTimeout: 5000 },
    message: 'stream error: idle timeout waiting for websocket',
    text: 'one',
  },
  {
    ...thrice,
    fault: 'ws-stall-mid',
    what: 'silence before anything came is one too, retried',
    script: { answer, fault: { type: 'stall_before_head' } },
    provider: { streamIdleTimeout: 60, connectTimeout: 5000 },
    message: 'stream error: idle timeout waiting for websocket',
    text: '',
  },
  {
    ...thrice,
    fault: 'ws-ping-forever',
    what: 'pings are no messages: an idle timeout, retried',
    script: { answer, pace: { ttft: Infinity }, fault: { type: 'ws_ping', every: 5 } },
    provider: { streamIdleTimeout: 60, connectTimeout: 5000 },
    message: 'stream error: idle timeout waiting for websocket',
    text: '',
  },
  {
    ...once,
    fault: 'ws-ping-forever',
    what: 'pings between messages change nothing',
    script: { answer, pace: { ttft: 20 }, fault: { type: 'ws_ping', every: 2 } },
    text: 'one two three',
  },
  {
    ...thrice,
    fault: 'ws-error-429',
    what: 'an error frame 429 before output is retried as the status is over HTTP',
    script: {
      answer,
      fault: {
        type: 'ws_error',
        after: 0,
        status: 429,
        error: { code: 'rate_limit_reached', message: 'slow down' },
        headers: { 'Retry-After-Ms': 0, 'x-ratelimit-remaining': '0', nothing: null },
      },
    },
    error: { type: 'rate_limit', detail: 'slow down', code: 'rate_limit_reached', delay: 0 },
    message: 'http 429: slow down',
    text: '',
  },
  {
    ...once,
    fault: 'ws-error-429',
    what: 'an error frame 429 after output is the error',
    script: {
      answer,
      fault: { type: 'ws_error', after: TOLD, status: 429, error: { message: 'slow down' }, headers: FAST },
    },
    message: 'http 429: slow down',
    text: 'one',
  },
  {
    ...once,
    fault: 'ws-error-429',
    what: 'an exhausted quota is not retried',
    script: {
      answer,
      fault: {
        type: 'ws_error',
        after: 0,
        status: 429,
        error: { code: 'insufficient_quota', message: 'no credit' },
        headers: FAST,
      },
    },
    error: { type: 'quota_exceeded', code: 'insufficient_quota', detail: 'no credit' },
    text: '',
  },
  {
    ...once,
    fault: 'ws-error-429',
    what: 'an error frame 400 is not retried',
    script: { answer, fault: { type: 'ws_error', after: 0, status: 400, error: { message: 'what?' } } },
    message: 'http 400: what?',
    text: '',
  },
  {
    ...once,
    fault: 'ws-error-429',
    what: 'an error event without a status is the error that it is over HTTP',
    script: {
      answer,
      fault: { type: 'error_event', after: 2, error: { code: 'server_error', message: 'out of luck' } },
    },
    error: { type: 'retryable', detail: 'out of luck' },
    text: '',
  },
  {
    ...once,
    fault: 'ws-error-429',
    what: 'response.failed is typed by its code',
    script: {
      answer,
      fault: { type: 'response_failed', after: 2, error: { code: 'context_length_exceeded', message: 'too long' } },
    },
    error: { type: 'context_window_exceeded' },
    text: '',
  },
  {
    fault: 'ws-error-connection-limit',
    what: 'a connection that lived too long is replaced at once, and only once without retries',
    script: { answer, fault: { type: 'ws_connection_limit', after: 0 } },
    error: { type: 'retryable', code: 'websocket_connection_limit_reached' },
    message:
      'retryable error: Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.',
    text: '',
    handshakes: [2, 2],
    requests: [2, 2],
  },
  {
    ...once,
    fault: 'ws-error-connection-limit',
    what: 'one that reaches its limit after output is an error after what came',
    script: { answer, fault: { type: 'ws_connection_limit', after: TOLD } },
    error: { type: 'retryable', code: 'websocket_connection_limit_reached' },
    text: 'one',
  },
  {
    ...once,
    fault: 'ws-binary',
    what: 'a binary message is an error after what came',
    script: { answer, fault: { type: 'ws_binary', after: TOLD } },
    message: 'stream error: unexpected binary websocket event',
    text: 'one',
  },
  {
    ...once,
    fault: 'ws-fragmented',
    what: 'messages of fragments of one byte are read whole',
    script: { answer, cut: 1, fault: { type: 'ws_ping', every: 1 } },
    text: 'one two three',
  },
  {
    ...once,
    fault: 'ws-malformed-json',
    what: 'a message that is no JSON is skipped',
    script: { answer, fault: { type: 'malformed_frame', after: TOLD } },
    text: 'one two three',
  },
];

describe('ResponsesWebSocketClient against a server with faults', () => {
  const using = useServer();
  const firstClosed = () => {
    const [socket = expect.fail('no socket was opened')] = using.server.sockets;
    return within('the close of the first socket', socket.closed);
  };

  for (const row of ROWS)
    for (const [place, maxAttempts] of [0, 2].entries())
      it(`${row.fault}: ${row.what} (${maxAttempts} retries)`, async () => {
        const { script, handshake, provider, error, message, cause, text } = row;
        const attempts = Array.from({ length: 4 });
        if (handshake !== undefined) using.server.refuseHandshake(...attempts.map(() => handshake));
        if (script !== undefined) using.server.enqueue(...attempts.map(() => script));
        const connection = connectionTo(using.server, { ...provider, retry: { maxAttempts } });
        const outcome = await outcomeOf(connection.streamPrompt('m', 'x'));
        expect(textIn(outcome.values)).to.equal(text);
        expect([handshakesOf(using.server), askedOnSockets(using.server).length]).to.deep.equal([
          row.handshakes[place],
          row.requests[place],
        ]);
        if (error === undefined && message === undefined) {
          expect(outcome.error).to.equal(undefined);
          expect(outcome.values.at(-1)).to.include({ type: 'completed', status: 'completed' });
          connection.close();
        } else {
          if (!isApiError(outcome.error)) return expect.fail('expected an ApiError');
          if (error !== undefined) expect(outcome.error).to.deep.include(error);
          if (message !== undefined) expect(outcome.error.message).to.equal(message);
          if (cause !== undefined) expect(outcome.error.cause).to.include({ message: cause });
        }
        await allClosed(using.server);
      });

  it('the headers and the status of an error frame are those of the error, and its body is the whole frame', async () => {
    const error = { type: 'requests', message: 'slow down' };
    const headers = { 'X-RateLimit-Remaining': 0, 'x-flag': true, 'x-list': [1] };
    using.server.enqueue({ fault: { type: 'ws_error', after: 0, status: 429, error, headers } });
    const failure = await errorOf(connectionTo(using.server, { retry: { maxAttempts: 0 } }).streamPrompt('m', 'x'));
    const response = responseOf(failure) ?? expect.fail('expected an HTTP error');
    expect(response).to.deep.include({ status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-flag': 'true' } });
    expect(JSON.parse(response.body)).to.deep.equal({ type: 'error', status: 429, error, headers });
  });

  it('what fails before output and then succeeds is one clean stream', async () => {
    using.server.refuseHandshake(status(503), { type: 'reset_before_head' });
    using.server.enqueue({ fault: { type: 'reset_before_head' } }, { answer });
    const events = await valuesOf(connectionTo(using.server, { retry: { maxAttempts: 3 } }).streamPrompt('m', 'x'));
    expect(textIn(events)).to.equal('one two three');
    expect(events.filter(({ type }) => type === 'created')).to.have.length(1);
    expect([handshakesOf(using.server), askedOnSockets(using.server).length]).to.deep.equal([4, 2]);
  });

  it('ws-error-connection-limit: the answer on the new socket is one clean stream', async () => {
    using.server.enqueue({ fault: { type: 'ws_connection_limit', after: 0 } }, { answer });
    const connection = connectionTo(using.server, { retry: { maxAttempts: 0 } });
    const events = await valuesOf(connection.streamPrompt('m', 'x'));
    expect(textIn(events)).to.equal('one two three');
    expect(using.server.sockets).to.have.length(2);
    await using.server.sockets[0]?.closed;
  });

  it('ws-handshake-401: the error holds the status, the body and the request id', async () => {
    const body = { error: { message: 'who are you?', code: 'invalid_api_key' } };
    using.server.refuseHandshake({ type: 'status', status: 401, headers: { 'x-request-id': 'req-7' }, body });
    const error = await errorOf(connectionTo(using.server).streamPrompt('m', 'x'));
    expect(error).to.include({
      type: 'unauthorized',
      detail: 'who are you?',
      code: 'invalid_api_key',
      request_id: 'req-7',
    });
    expect(error).to.have.nested.include({ 'error.status': 401, 'error.body': JSON.stringify(body) });
  });

  it('the error of an answer names the request id of the handshake', async () => {
    using.server.enqueue({ answer, headers: { 'x-request-id': 'req-7' }, fault: { type: 'truncate', after: TOLD } });
    const error = await errorOf(connectionTo(using.server).streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'stream', request_id: 'req-7' });
  });

  it('ws-malformed-json: what was skipped is reported', async () => {
    const telemetry = recordTelemetry();
    using.server.enqueue({ answer, fault: { type: 'malformed_frame', after: TOLD } });
    await valuesOf(connectionTo(using.server, {}, { telemetry }).streamPrompt('m', 'x'));
    expect(telemetry.skipped.map(({ reason }) => reason)).to.deep.equal(['not JSON']);
  });

  for (const [what, row] of [
    ['a close frame', { type: 'ws_close', after: TOLD, code: 1011 }],
    ['a reset', { type: 'reset_mid_body', after: TOLD }],
    ['an end without a close frame', { type: 'truncate', after: TOLD }],
    ['a binary message', { type: 'ws_binary', after: TOLD }],
    ['an error frame', { type: 'ws_error', after: TOLD, status: 400, error: { message: 'no' } }],
    ['a failure', { type: 'response_failed', after: TOLD, error: { code: 'slow_down', message: '' } }],
    ['the end of the hour', { type: 'ws_connection_limit', after: TOLD }],
  ] as const)
    it(`the next request after ${what} is answered on a new socket`, async () => {
      using.server.enqueue({ answer, fault: row }, { answer });
      const connection = connectionTo(using.server);
      expect(textIn((await outcomeOf(connection.streamPrompt('m', 'x'))).values)).to.equal('one');
      expect(textIn(await valuesOf(connection.streamPrompt('m', 'x')))).to.equal('one two three');
      expect(using.server.sockets).to.have.length(2);
      await using.server.sockets[0]?.closed;
    });

  describe('ws-after-completed: what comes after the end', () => {
    const stray = {
      'a delta': [textDelta('stray')],
      'a second end': [completed('resp_9')],
      'a whole answer': textAnswer('stray', { id: 'resp_9' }).frames,
    };
    for (const [what, frames] of Object.entries(stray))
      for (const cut of ['frame', 'whole'] as const)
        it(`is no part of this answer, nor of the next one: ${what} (cut: ${cut})`, async () => {
          using.server.enqueue({ answer: { frames: [...answer.frames, ...frames] }, cut }, { answer });
          const connection = connectionTo(using.server);
          const first = await valuesOf(connection.streamPrompt('m', 'x'));
          await firstClosed();
          const second = await valuesOf(connection.streamPrompt('m', 'y'));
          expect(second).to.deep.equal(first);
          expect(textIn(second)).to.equal('one two three');
        });

    it('is no part of an answer, the socket is kept', async () => {
      const asides = [{ type: 'codex.rate_limits' }, { type: 'responsesapi.websocket_timing' }];
      using.server.enqueue({ answer: { frames: [...answer.frames, ...asides] } }, { answer });
      const connection = connectionTo(using.server);
      await valuesOf(connection.streamPrompt('m', 'x'));
      expect(textIn(await valuesOf(connection.streamPrompt('m', 'y')))).to.equal('one two three');
      expect(using.server.sockets).to.have.length(1);
    });
  });

  describe('cancelling closes the connection:', () => {
    const leave = async (connection: ReturnType<typeof connectionTo>, when: () => boolean): Promise<void> => {
      const subscription = connection
        .streamPrompt('m', 'x')
        .subscribe({ error: () => expect.fail('no error was expected') });
      await until(when);
      subscription.unsubscribe();
    };

    it('before the handshake is answered', async () => {
      using.server.refuseHandshake({ type: 'stall_before_head' });
      await leave(connectionTo(using.server), () => using.server.requests.length === 1);
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(handshakesOf(using.server)).to.equal(1);
    });

    it('before the answer begins', async () => {
      using.server.enqueue({ fault: { type: 'stall_before_head' } });
      await leave(connectionTo(using.server), () => using.server.requests.length === 1);
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(await using.server.sockets[0]?.closed).to.include({ code: 1000 });
    });

    it('in the middle of the answer', async () => {
      using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: TOLD } });
      await valuesOf(connectionTo(using.server).streamPrompt('m', 'x').pipe(take(2)));
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
      expect(await using.server.sockets[0]?.closed).to.include({ code: 1000 });
    });

    it('in the middle of a stream of pings', async () => {
      using.server.enqueue({ answer, pace: { ttft: Infinity }, fault: { type: 'ws_ping', every: 2 } });
      await leave(connectionTo(using.server), () => using.server.requests.length === 1);
      expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
    });

    it('in the middle of a large answer that nobody reads', async () => {
      const large = toolCallAnswer({ name: 'f', arguments: 'x'.repeat(300_000) });
      using.server.enqueue({ answer: large });
      const loop = connectionTo(using.server).streamPrompt('m', 'x').iterate({ highWaterMark: 1 });
      await loop.next();
      await loop.return?.();
      await firstClosed();
    });
  });
});

describe('ResponsesWebSocketClient against a server that breaks the protocol', () => {
  const says = (json: unknown) => frame(JSON.stringify(json));
  const against = async (
    script: RawScript,
    test: (
      connection: ReturnType<typeof connectionTo>,
      server: Awaited<ReturnType<typeof rawWebSocket>>,
    ) => Promise<void>,
  ): Promise<void> => {
    const server = await rawWebSocket(script);
    const baseUrl = server.url.replace(/^ws/, 'http').replace(/\/responses$/, '');
    try {
      await test(connectionTo({ baseUrl }, { retry: { maxAttempts: 0 } }), server);
    } finally {
      await server.stop();
    }
  };

  const broken: readonly (readonly [string, RawScript, string, RegExp])[] = [
    [
      'ws-handshake-bad-accept: another key is accepted',
      (connection) => connection.write(switching('AAAAAAAAAAAAAAAAAAAAAAAAAAA=')),
      '',
      /^network error: the websocket handshake failed/,
    ],
    [
      'ws-invalid-utf8: a text is none',
      sending(says(textDelta('one')), frame(Buffer.from([0xff, 0xfe]))),
      'one',
      /^stream error: the server violated the websocket protocol/,
    ],
    [
      'ws-masked-server-frame: a frame is masked',
      sending(says(textDelta('one')), frame('{}', { masked: true })),
      'one',
      /^stream error: the server violated the websocket protocol/,
    ],
    [
      'ws-huge-frame: a frame of 2^40 bytes is announced',
      sending(says(textDelta('one')), frame('{}', { length: 2 ** 40 })),
      'one',
      /^stream error: a websocket message is longer than 10485760 bytes/,
    ],
  ];
  for (const [what, script, text, message] of broken)
    it(`${what}: an error after what came, and the connection is closed`, () =>
      against(script, async (connection, { closed: gone, connections }) => {
        const { values, error } = await outcomeOf(connection.streamPrompt('m', 'x'));
        expect(isApiError(error) && error.message).to.match(message);
        expect(textIn(values)).to.equal(text);
        expect(connections()).to.equal(1);
        await gone;
      }));

  it('ws-after-completed: an answer that nobody asked for is not that of the request which waits', () => {
    const answers = [[...answer.frames, ...textAnswer('stray', { id: 'resp_9' }).frames], textAnswer('four').frames];
    const script: RawScript = (socket, accept) => {
      const frames = answers.shift() ?? [];
      socket.write(switching(accept));
      socket.once('data', () => socket.write(Buffer.concat(frames.map(says))));
    };
    return against(script, async (connection, { closed: gone, connections }) => {
      const events = await Promise.all(['x', 'y'].map((text) => valuesOf(connection.streamPrompt('m', text))));
      expect(events.map(textIn)).to.deep.equal(['one two three', 'four']);
      expect(connections()).to.equal(2);
      await gone;
    });
  });

  const deaf = sending(...answer.frames.map(says));
  it('ws-not-closing: a server that ignores the close frame is hung up on, after close', () =>
    against(deaf, async (connection, { closed: gone }) => {
      expect(textIn(await valuesOf(connection.streamPrompt('m', 'x')))).to.equal('one two three');
      connection.close();
      await gone;
    }));

  it('ws-not-closing: a server that ignores the close frame is disconnected when the answer is cancelled', () =>
    against(deaf, async (connection, { closed: gone }) => {
      await valuesOf(connection.streamPrompt('m', 'x').pipe(take(2)));
      await gone;
    }));
});
