import {
  asyncScheduler,
  catchError,
  concat,
  defer,
  EMPTY,
  from,
  ignoreElements,
  map,
  NEVER,
  Observable,
  of,
  range,
  take,
  throwError,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { rxHttpAgent } from '../lib/ag-ui/index.js';
import { createAgentSession } from '../lib/agent/AgentSession.js';
import type { AnswerEvent } from '../lib/answer/AnswerEvent.js';
import { readPrompt } from '../lib/cli/commands/readPrompt.js';
import { showElapsed } from '../lib/cli/output/showElapsed.js';
import { ResponsesClient } from '../lib/clients/ResponsesClient.js';
import { RoutedClient } from '../lib/clients/RoutedClient.js';
import { createWebSocketOptions } from '../lib/clients/websocket/WebSocketOptions.js';
import { coalesce } from '../lib/operators/answer/coalesce.js';
import { hedge } from '../lib/operators/answer/hedge.js';
import { retryAnswer } from '../lib/operators/answer/retryAnswer.js';
import { smooth } from '../lib/operators/answer/smooth.js';
import { idleTimeout } from '../lib/operators/framing/idleTimeout.js';
import { resumable } from '../lib/operators/http/resumable.js';
import { detectBuffering } from '../lib/operators/telemetry/detectBuffering.js';
import { tapDevtools } from '../lib/operators/telemetry/tapDevtools.js';
import { runTools } from '../lib/operators/tools/runTools.js';
import { apiError } from '../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../lib/protocol/ResponseEvent.js';
import { createProvider } from '../lib/provider/Provider.js';
import { toEventStream } from '../lib/relay/frames/toEventStream.js';
import { RelayClient } from '../lib/relay/client/RelayClient.js';
import { RELAY_TIMES } from '../lib/relay/server/relayTimes.js';
import { memoryReplayStore } from '../lib/relay/store/memoryReplayStore.js';
import type { DevtoolsMessage } from '../lib/telemetry/devtools/DevtoolsMessage.js';
import { virtualClient } from '../lib/testing/virtualClient.js';
import { reset, response, virtualTransport, type VirtualResponse } from '../lib/testing/virtualTransport.js';
import { virtualWebSocket } from '../lib/testing/virtualWebSocket.js';
import { bytes } from '../lib/testing/wire.js';
import { callReport } from '../spec/support/telemetry/callReport.js';
import { marbles } from '../spec/support/marbles.js';
import { chunks } from '../spec/support/virtualClient.js';

const text = (delta: string): AnswerEvent => ({ type: 'output_text_delta', delta });
const done: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
const call: ResponseEvent = {
  type: 'output_item_done',
  item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
};

/** The end of a stream, whatever its values and its error are. */
const endOf = (stream: Observable<unknown>): Observable<never> =>
  stream.pipe(
    ignoreElements(),
    catchError(() => EMPTY),
  );
const resets = (count: number) => virtualTransport(...Array.from({ length: count }, () => throwError(reset)));
/** A client with all its defaults. */
const client = (transport: ReturnType<typeof virtualTransport>, random = 0.5) =>
  new ResponsesClient({
    provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' }),
    transport,
    random: () => random,
  }).streamPrompt('m', 'hi');
/** A client whose server requests a delay before the retry, which succeeds. */
const patient = (delay: number) => {
  const busy = response(EMPTY, { status: 503, headers: { 'retry-after-ms': String(delay) } });
  return client(virtualTransport(of(busy), of(response(EMPTY))));
};
const asking = (delay: number) =>
  throwError(() => apiError({ type: 'server_overloaded', delay })).pipe(retryAnswer({ maxRetries: 1 }));
const resuming = (options: { readonly baseDelay?: number; readonly maxResumes?: number }) =>
  concat(of({ sequence_number: 0, response: { id: 'r' } }), throwError(reset)).pipe(
    resumable({ resume: () => of(throwError(reset)), random: () => 0.5, ...options }),
  );
const burst = () => concat(of('a', 'b'), NEVER);
const frozen: SchedulerLike = { now: () => 0, schedule: () => NEVER.subscribe() };
const written = (perSecond: number, words: string) =>
  concat(of(text(words)), timer(60_000).pipe(map(() => done))).pipe(
    smooth({ perSecond }),
    map((event) => (event.type === 'output_text_delta' ? event.delta.trim().replaceAll(' ', '') : '.')),
  );
const relay = (head: Observable<VirtualResponse>) =>
  new RelayClient({
    url: 'https://relay.test/chat',
    transport: virtualTransport(head),
    retry: { maxAttempts: 0 },
  }).resume({
    answer: 'a',
  });
/** Whether the answer of a store is still there, some time after its end. */
const stored = (after: number) => {
  const store = memoryReplayStore();
  store.create('a');
  store.append('a', { sequence: 1, event: 'done', data: '{}' });
  return timer(after).pipe(map(() => (store.find('a') === undefined ? 'n' : 'y')));
};
const shown = () =>
  new Observable<string>((subscriber) =>
    NEVER.pipe(showElapsed((line) => subscriber.next(line === '' ? '' : 's'))).subscribe(),
  );
/** Reports whether 20 values, the first after `wait` and the last `spread` later, are buffered. */
const buffered = (wait: number, spread: number) =>
  new Observable<string>((subscriber) =>
    concat(timer(wait), range(0, 18), timer(spread))
      .pipe(detectBuffering({ onBuffering: () => subscriber.next('r') }))
      .subscribe({ complete: () => subscriber.complete(), error: (error: unknown) => subscriber.error(error) }),
  );
/** The stages that `tapDevtools` sends for a frame after a time. */
const watched = (after: number) =>
  new Observable<string>((subscriber) => {
    const postMessage = (message: DevtoolsMessage) => {
      if (message.type === 'stage') subscriber.next(message.stage);
    };
    const hooks = tapDevtools({ channel: () => ({ postMessage, close: () => undefined }), timing: false }).onCall?.(
      callReport,
    );
    return asyncScheduler.schedule(() => hooks?.onSsePoll?.({ result: 'event', duration: after }), after);
  });
/** The clock of a program whose timers are late. */
const late = (by: number): SchedulerLike => ({
  now: () => asyncScheduler.now(),
  schedule: (work, delay = 0) =>
    asyncScheduler.schedule(() => {
      Reflect.apply(work, undefined, []);
    }, delay + by),
});
const silent = (by: number) => endOf(NEVER.pipe(idleTimeout(10, { scheduler: late(by) })));
const routed = (websocket: ReturnType<typeof virtualWebSocket>) =>
  new RoutedClient({
    provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1' }),
    websocket,
    transport: virtualTransport(of(response(of(chunks.x)))),
    websocketOptions: { attempts: 1 },
  }).streamPrompt('m', 'hi');
/** Whether another client knows, after a time, that a server has no WebSocket: it sends no second handshake then. */
const remembered = (after: number) => {
  const refused = of(response(EMPTY, { status: 404 }));
  const websocket = virtualWebSocket(refused, refused);
  return concat(
    endOf(routed(websocket)),
    endOf(timer(after)),
    endOf(defer(() => routed(websocket))),
    defer(() => of(websocket.requests.length === 1 ? 'y' : 'n')),
  );
};
/** Reports an answer that took some time at the relay, and arrived in one piece. */
const heldBack = (duration: number) =>
  new Observable<string>((subscriber) => {
    const frames = `id: 1\ndata: "a"\n\nid: 2\nevent: done\ndata: {"duration":${duration}}\n\n`;
    const transport = virtualTransport(of(response(of(bytes(frames)))));
    return new RelayClient({ url: 'https://relay.test/chat', transport })
      .stream('hi', { onBuffering: () => subscriber.next('r') })
      .subscribe({ complete: () => subscriber.complete(), error: (error: unknown) => subscriber.error(error) });
  });
const agUi = (head: Observable<VirtualResponse>) =>
  rxHttpAgent({ url: 'https://host.test', transport: virtualTransport(head) }).run({
    threadId: 't',
    runId: 'r',
    messages: [],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
  });
const request = {
  prompt: 'x',
  system: undefined,
  files: [],
  schema: undefined,
  awaitsPipe: false,
  output: undefined,
  json: false,
  timeline: false,
};

const sockets = createWebSocketOptions();
const agent = createAgentSession({ transport: { run: () => NEVER } });
/** A wait as long as a default, whose use with other lengths has marbles of its own. */
const wait = (duration: number) => () => timer(duration).pipe(ignoreElements());

type Row = readonly [title: string, stream: () => Observable<unknown>, expected: string, values?: object];

/** The default waits of the library: one stream and its marble line each. */
const ROWS: readonly Row[] = [
  ['a client retries after 200, 400, 800 and 1600 ms', () => endOf(client(resets(5))), '3s |'],
  ['a client retries 10 % earlier at most', () => endOf(client(resets(5), 0)), '2700ms |'],
  ['a client retries 10 % later at most', () => endOf(client(resets(5), 1)), '3300ms |'],
  ['a client waits as long as a server requests, up to a minute', () => endOf(patient(60_000)), '1m |'],
  ['a client fails at once where a server requests more', () => endOf(patient(60_001)), '|'],
  [
    'a client waits 300 s for the head',
    () => endOf(client(virtualTransport(NEVER, NEVER, NEVER, NEVER, NEVER))),
    '1503s |',
  ],
  [
    'retryAnswer retries five times',
    () => endOf(throwError(reset).pipe(retryAnswer({ random: () => 0.5 }))),
    '6200ms |',
  ],
  ['retryAnswer waits as long as a server requests, up to a minute', () => endOf(asking(60_000)), '1m |'],
  ['retryAnswer fails at once where a server requests more', () => endOf(asking(60_001)), '|'],
  ['resumable resumes five times', () => endOf(resuming({})), '6200ms |'],
  ['resumable waits a minute at most', () => endOf(resuming({ baseDelay: 50_000, maxResumes: 2 })), '110s |'],
  ['coalesce waits for a frame of 16 ms', () => burst().pipe(coalesce({ scheduler: asyncScheduler })), 'a 15ms b'],
  ['coalesce waits 250 ms where no frame comes', () => burst().pipe(coalesce({ scheduler: frozen })), 'a 249ms b'],
  ['smooth lags by 500 ms', () => written(0.01, 'a b'), 'a 499ms b 59499ms (.|)'],
  [
    'smooth emits every 4 ms',
    () => written(1000, 'a b c d e f g h i '),
    'x---y---z 59991ms (.|)',
    { x: 'abcd', y: 'efgh', z: 'i', '.': '.' },
  ],
  ['hedge starts the second request after 2 s', () => endOf(hedge([NEVER, of(text('t'), done)])), '2s |'],
  [
    'runTools stops a tool after ten minutes',
    () => endOf(runTools('x', (_input, step) => from(step === 1 ? [call, done] : [done]), { f: () => NEVER })),
    '10m |',
  ],
  ['detectBuffering reports after 1 s of silence', () => buffered(1_000, 50), '1050ms (r|)'],
  ['detectBuffering does not report a shorter silence', () => buffered(999, 50), '1049ms |'],
  ['detectBuffering does not report a longer stream', () => buffered(1_000, 51), '1051ms |'],
  ['tapDevtools sends silence of 1 s', () => watched(1_000), '1s s', { s: 'silence' }],
  ['tapDevtools sends no shorter silence', () => watched(999), ''],
  [
    'toEventStream sends a heartbeat after 15 s',
    () => NEVER.pipe(toEventStream(), take(3)),
    'o 14999ms h 14999ms (h|)',
    { o: bytes(': open\n\n'), h: bytes(': heartbeat\n\n') },
  ],
  ['memoryReplayStore keeps an answer for 300 s', () => stored(299_999), '299999ms (y|)'],
  ['memoryReplayStore keeps it no longer', () => stored(300_000), '300s (n|)'],
  ['a relay waits 10 s for a reader to come back', wait(RELAY_TIMES.grace), '10s |'],
  ['a relay waits 30 s for the body of a request', wait(RELAY_TIMES.bodyTimeout), '30s |'],
  ['a RelayClient waits 45 s for a frame', () => endOf(relay(of(response(NEVER)))), '45s |'],
  ['a RelayClient waits 30 s for the head', () => endOf(relay(NEVER)), '30s |'],
  [
    'the command line waits 3 s for another stdin',
    () => endOf(readPrompt(request, { piped: NEVER, isPipeline: false, note: () => undefined })),
    '3s |',
  ],
  [
    'the command line waits 30 s for a pipe',
    () => endOf(readPrompt(request, { piped: NEVER, isPipeline: true, note: () => undefined })),
    '30s |',
  ],
  ['the command line shows the time every 100 ms', () => shown().pipe(take(2)), '100ms s 99ms (s|)'],
  [
    'a virtualClient retries after 10, 20, 40 and 80 ms',
    () => endOf(virtualClient(ResponsesClient, resets(5)).streamPrompt('m', 'hi')),
    '150ms |',
  ],
  ['a late timer counts as silence up to 50 ms', () => silent(50), '60ms |'],
  ['a later one shows that the program was suspended', () => silent(51), '122ms |'],
  ['a handshake takes 5 s where HTTP can be used', () => endOf(routed(virtualWebSocket(NEVER))), '5s |'],
  ['a server without a WebSocket is remembered for five minutes', () => remembered(299_999), '299999ms (y|)'],
  ['a server without a WebSocket is forgotten then', () => remembered(300_000), '300s (n|)'],
  ['a RelayClient reports an answer of 1 s that was held back', () => heldBack(1_000), '(r|)'],
  ['a RelayClient does not report a shorter one', () => heldBack(999), '|'],
  ['rxHttpAgent waits 30 s for the head', () => endOf(agUi(NEVER)), '30s |'],
  ['rxHttpAgent waits 300 s for an event', () => endOf(agUi(of(response(NEVER)))), '5m |'],
  ['a handshake takes 15 s', wait(sockets.handshakeTimeout), '15s |'],
  ['an idle socket is checked after 15 s', wait(sockets.checkAfter), '15s |'],
  ['a ping takes 2 s', wait(sockets.pingTimeout), '2s |'],
  ['a first message takes 15 s', wait(sockets.firstMessageTimeout), '15s |'],
  ['an interrupted answer ends within 5 s', wait(sockets.interruptTimeout), '5s |'],
  ['the agent may be silent for 30 minutes', wait(agent.idleTimeout), '30m |'],
  ['the agent exits within 5 s', wait(agent.exitGrace), '5s |'],
  ['a request to the agent takes a minute', wait(agent.requestTimeout), '1m |'],
  ['the process of the agent is kept for 1 s', wait(agent.processKeepAlive), '1s |'],
];

describe('the default waits', () => {
  for (const [title, stream, expected, values] of ROWS)
    it(
      title,
      marbles(({ expectObservable }) => {
        // A stream without an end is unsubscribed, because virtual time would not end either.
        expectObservable(stream(), '32m !').toBe(expected, values);
      }),
    );

  it(
    'an answer may be silent for 300 s',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  -a', { a: bytes(': comment\n\n') });
      const bodySubs = '   ^ 299999ms !';
      const expected = '   300s |';
      expectObservable(endOf(client(virtualTransport(of(response(body)))))).toBe(expected);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'a connection is drained for 1 s',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('  a----------', { a: bytes('data: {"type":"response.completed","response":{"id":"r"}}\n\n') });
      const bodySubs = '   ^ 999ms !';
      expectObservable(endOf(client(virtualTransport(of(response(body, { drain: {} })))))).toBe('|');
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );
});
