import { expect } from 'chai';
import {
  concat,
  EMPTY,
  map,
  merge,
  NEVER,
  of,
  switchMap,
  take,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import type { ResponsesWebSocketClientOptions } from '../../lib/clients/websocket/SocketSession.js';
import { bearerAuth, type AuthProvider } from '../../lib/provider/AuthProvider.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { reset, response, virtualTransport, type VirtualResponse } from '../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../lib/testing/virtualWebSocket.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { SocketFrame, UpgradeResponse } from '../../lib/transport/WebSocketTransport.js';
import { inVirtualTime, type VirtualOutcome } from '../support/virtualTime.js';

const where = { name: 'virtual', baseUrl: 'https://virtual.test/v1', connectTimeout: 50, streamIdleTimeout: 70 };
const fast = { maxAttempts: 3, baseDelay: 10 };
const never: Observable<never> = NEVER;
const whole = bytes(sse(created(), textDelta('a'), completed()));
const answer = response(of(whole));

interface Row {
  readonly attempts: readonly Observable<VirtualResponse>[];
  readonly provider?: Partial<ProviderOptions>;
  readonly auth?: AuthProvider;
  readonly options?: object;
  readonly endedAt: number;
  readonly error?: string;
}

const expectEnd = ({ error, endedAt }: VirtualOutcome, expected: Pick<Row, 'endedAt' | 'error'>): void => {
  expect(endedAt).to.equal(expected.endedAt);
  if (expected.error === undefined) expect(error).to.equal(undefined);
  else expect(error).to.have.property('message').that.contains(expected.error);
};

const refreshing = (refresh: () => Observable<unknown>): AuthProvider => ({ ...bearerAuth('the-key'), refresh });
const lost = (...frames: readonly object[]): Observable<Uint8Array> =>
  concat(of(bytes(sse(...frames))), throwError(reset));
const numbered = (frame: object, sequence_number: number) => ({ ...frame, sequence_number });

const ROWS: Readonly<Record<string, Row>> = {
  'a head that does not come': {
    attempts: [never],
    provider: { retry: { maxAttempts: 0 } },
    endedAt: 50,
    error: 'no response head within 50 ms',
  },
  'the body of an error that stalls': {
    attempts: [of(response(never, { status: 400 }))],
    endedAt: 50,
    error: 'http 400',
  },
  'back-offs': { attempts: [throwError(reset), throwError(reset), of(answer)], endedAt: 30 },
  'a date in Retry-After': {
    attempts: [
      of(response(EMPTY, { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:05 GMT' } })),
      of(answer),
    ],
    endedAt: 5000,
  },
  'a refresh that does not end': {
    attempts: [of(response(EMPTY, { status: 401 })), of(answer)],
    auth: refreshing(() => never),
    endedAt: 50,
    error: 'the credentials were not refreshed',
  },
  'a sentinel without an end, on a connection that stays open': {
    attempts: [of(response(concat(of(bytes('data: [DONE]\n\n')), never)))],
    endedAt: 0,
    error: 'stream closed before response.completed',
  },
  'a silent stream': { attempts: [of(response(never))], endedAt: 70, error: 'idle timeout' },
  'a background response that is resumed': {
    attempts: [
      of(response(lost(numbered(created(), 0), numbered(textDelta('a'), 1)))),
      of(response(of(bytes(sse(numbered(textDelta('b'), 2), numbered(completed(), 3)))))),
    ],
    options: { background: true },
    endedAt: 10,
  },
};

describe('the scheduler of a client', () => {
  const httpOptions = (row: Row): Omit<ClientOptions, 'scheduler'> => ({
    provider: createProvider({ ...where, retry: fast, ...row.provider }),
    transport: virtualTransport(...row.attempts),
    random: () => 0.5,
    telemetry: recordTelemetry(),
    ...(row.auth === undefined ? {} : { auth: row.auth }),
  });

  for (const [what, row] of Object.entries(ROWS)) {
    it(`measures ${what}`, () => {
      const outcome = inVirtualTime((scheduler) =>
        new ResponsesClient({ ...httpOptions(row), scheduler }).streamPrompt('m', 'x', row.options),
      );
      expectEnd(outcome, row);
    });
    if (row.options === undefined && row.endedAt !== 70 && row.endedAt !== 0)
      it(`measures ${what} for a unary call`, () => {
        const models = response(of(bytes('{"models":[]}')));
        const attempts = row.attempts.map((attempt) =>
          attempt.pipe(map((given) => (given === answer ? models : given))),
        );
        const outcome = inVirtualTime((scheduler) =>
          new ModelsClient({ ...httpOptions({ ...row, attempts }), scheduler }).listModels('1.0.0'),
        );
        expectEnd(outcome, row);
      });
  }

  it('measures a silent unary body', () => {
    const row = { attempts: [of(response(never))], endedAt: 70, error: 'idle timeout waiting for the body' };
    const outcome = inVirtualTime((scheduler) =>
      new ModelsClient({ ...httpOptions(row), scheduler }).listModels('1.0.0'),
    );
    expectEnd(outcome, row);
  });

  it('measures all durations of telemetry', () => {
    const telemetry = recordTelemetry();
    inVirtualTime((scheduler) => {
      const body = merge(
        of(bytes(sse(created()))),
        timer(20, scheduler).pipe(map(() => bytes(sse(textDelta('a'), completed())))),
      );
      const transport = virtualTransport(timer(30, scheduler).pipe(map(() => response(body))));
      const provider = createProvider(where);
      return new ResponsesClient({ provider, transport, telemetry, scheduler }).streamPrompt('m', 'x');
    });
    expect(telemetry.requests.map(({ duration }) => duration)).to.deep.equal([30]);
    expect(telemetry.ends.map(({ duration, firstEventAfter }) => [duration, firstEventAfter])).to.deep.equal([
      [50, 30],
    ]);
    expect(telemetry.polls.map(({ duration }) => duration)).to.include.members([20]);
  });

  it('takes random for the back-off', () => {
    const row = { attempts: [throwError(reset), of(answer)], endedAt: 11 };
    const outcome = inVirtualTime((scheduler) =>
      new ResponsesClient({ ...httpOptions(row), random: () => 1, scheduler }).streamPrompt('m', 'x'),
    );
    expectEnd(outcome, row);
  });
});

describe('the scheduler of a WebSocket client', () => {
  const open = (
    attempts: readonly Observable<UpgradeResponse>[],
    options: Partial<ResponsesWebSocketClientOptions> = {},
    provider: Partial<ProviderOptions> = {},
  ) =>
    new ResponsesWebSocketClient({
      provider: createProvider({ ...where, retry: { ...fast, maxAttempts: 1 }, ...provider }),
      transport: virtualWebSocket(...attempts),
      random: () => 0.5,
      telemetry: recordTelemetry(),
      ...options,
    }).connect();
  const once = { retry: { maxAttempts: 0 } };
  const frames$ = of(message(created()), message(textDelta('a')), message(completed()));
  // A message that comes before the request belongs to no answer.
  const later = (scheduler: SchedulerLike, frames: Observable<SocketFrame>) =>
    concat(timer(1, scheduler).pipe(switchMap(() => frames)), never);
  const answering = (scheduler: SchedulerLike) => of(socket(later(scheduler, frames$)));

  const SOCKETS: Readonly<
    Record<string, Pick<Row, 'endedAt' | 'error'> & { readonly attempts: readonly Observable<UpgradeResponse>[] }>
  > = {
    'a handshake that is not answered': { attempts: [never], endedAt: 50, error: 'within 50 ms' },
    'the body of a refusal that stalls': {
      attempts: [of(response(never, { status: 400 }))],
      endedAt: 50,
      error: 'http 400',
    },
    'a message that is not sent': {
      attempts: [of(socket(never, { send: never }))],
      endedAt: 70,
      error: 'idle timeout sending websocket request',
    },
    'a silent socket': { attempts: [of(socket(never))], endedAt: 70, error: 'idle timeout waiting for websocket' },
  };
  for (const [what, { attempts, ...expected }] of Object.entries(SOCKETS))
    it(`measures ${what}`, () => {
      expectEnd(
        inVirtualTime((scheduler) => open(attempts, { scheduler }, once).streamPrompt('m', 'x')),
        expected,
      );
    });

  it('measures back-offs', () => {
    const outcome = inVirtualTime((scheduler) =>
      open([throwError(reset), answering(scheduler)], { scheduler }).streamPrompt('m', 'x'),
    );
    expectEnd(outcome, { endedAt: 11 });
  });

  it('measures a date in the error frame of a refusal', () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 1970 00:00:05 GMT' };
    const refused = message({ type: 'error', status: 503, headers, error: { message: 'busy' } });
    const outcome = inVirtualTime((scheduler) =>
      open([of(socket(later(scheduler, of(refused)))), answering(scheduler)], { scheduler }).streamPrompt('m', 'x'),
    );
    expectEnd(outcome, { endedAt: 5001 });
  });

  it('measures a refresh of the credentials before a handshake, also of prewarm()', () => {
    const auth = refreshing(() => never);
    for (const ask of ['streamPrompt', 'prewarm'] as const) {
      const outcome = inVirtualTime((scheduler) => {
        const connection = open([of(response(EMPTY, { status: 401 }))], { auth, scheduler }, once);
        return ask === 'prewarm' ? connection.prewarm() : connection.streamPrompt('m', 'x');
      });
      expectEnd(outcome, { endedAt: 50, error: 'the credentials were not refreshed' });
    }
  });

  it('ends prewarm() with the signal of the connection, before a handshake', () => {
    const transport = virtualWebSocket(never);
    const outcome = inVirtualTime((scheduler) =>
      new ResponsesWebSocketClient({ provider: createProvider(where), transport, scheduler })
        .connect({ signal: AbortSignal.abort() })
        .prewarm(),
    );
    expectEnd(outcome, { endedAt: 0, error: 'aborted' });
    expect(transport.requests).to.have.length(0);
  });

  it('measures the idle time of a kept socket and the answer to its ping', () => {
    const outcome = inVirtualTime((scheduler) => {
      const kept = of(socket(later(scheduler, frames$), { ping: never }));
      const connection = open([kept, answering(scheduler)], {
        scheduler,
        websocketOptions: { checkAfter: 100, pingTimeout: 30 },
      });
      return concat(
        connection.streamPrompt('m', 'x'),
        timer(200, scheduler).pipe(switchMap(() => connection.streamPrompt('m', 'y'))),
      );
    });
    expectEnd(outcome, { endedAt: 232 });
  });

  it('measures an interrupt that is not answered', () => {
    const outcome = inVirtualTime((scheduler) => {
      const started = of(socket(later(scheduler, of(message(created())))));
      const connection = open([started, answering(scheduler)], {
        scheduler,
        websocketOptions: { interrupt: true, interruptTimeout: 40 },
      });
      return concat(connection.streamPrompt('m', 'x').pipe(take(1)), connection.streamPrompt('m', 'y'));
    });
    expectEnd(outcome, { endedAt: 42 });
  });

  it('measures the idle time of a socket since an interrupt was answered', () => {
    const outcome = inVirtualTime((scheduler) => {
      const frames = concat(
        timer(1, scheduler).pipe(map(() => message(created()))),
        timer(9, scheduler).pipe(map(() => message({ type: 'response.interrupted' }))),
        never,
      );
      const connection = open([of(socket(frames, { ping: never })), answering(scheduler)], {
        scheduler,
        websocketOptions: { interrupt: true, interruptTimeout: 40, checkAfter: 100, pingTimeout: 30 },
      });
      return concat(
        connection.streamPrompt('m', 'x').pipe(take(1)),
        timer(200, scheduler).pipe(switchMap(() => connection.streamPrompt('m', 'y'))),
      );
    });
    expectEnd(outcome, { endedAt: 232 });
  });

  it('lets two calls wait for each other', () => {
    const outcome = inVirtualTime((scheduler) => {
      const frames = concat(
        timer(10, scheduler).pipe(switchMap(() => frames$)),
        timer(10, scheduler).pipe(switchMap(() => of(message(created()), message(completed('resp_2'))))),
        never,
      );
      const connection = open([of(socket(frames))], { scheduler });
      return merge(connection.streamPrompt('m', 'x'), connection.streamPrompt('m', 'y'));
    });
    expectEnd(outcome, { endedAt: 20 });
  });

  it('measures all durations of telemetry', () => {
    const telemetry = recordTelemetry();
    inVirtualTime((scheduler) => {
      const sent = timer(20, scheduler).pipe(switchMap(() => EMPTY));
      const frames = concat(timer(30, scheduler).pipe(switchMap(() => frames$)), never);
      return open([of(socket(frames, { send: sent }))], { scheduler, telemetry }).streamPrompt('m', 'x');
    });
    expect(telemetry.socketRequests.map(({ duration }) => duration)).to.deep.equal([20]);
    expect(telemetry.ends.map(({ duration }) => duration)).to.deep.equal([30]);
  });
});
