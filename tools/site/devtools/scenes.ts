import {
  concat,
  concatMap,
  defer,
  delay,
  from,
  lastValueFrom,
  merge,
  NEVER,
  of,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { createProvider, DemandGate, hedge, ResponsesClient, tapDevtools } from '../../../lib/index.js';
import {
  bytes,
  completed,
  created,
  response,
  sse,
  textDelta,
  virtualTransport,
  type VirtualResponse,
} from '../../../lib/testing/index.js';

/** An application of four calls, for the pictures and the tests of the devtools page. It runs in a page of its own. */
const WORDS = 'Every stream is a line in time, and every line can be read.'.split(/(?<= )/);

const piece = (payload: Parameters<typeof sse>[0], after: number) =>
  defer(() => of(bytes(sse(payload))).pipe(delay(after)));
const words = (pace: number) => from(WORDS).pipe(concatMap((word) => piece(textDelta(word), pace)));
const answer = (pace: number) => concat(piece(created(), 300), words(pace), piece(completed(), pace));
const after = (wait: number, head: VirtualResponse): Observable<VirtualResponse> => of(head).pipe(delay(wait));

const ask = (attempts: readonly Observable<VirtualResponse>[], streamIdleTimeout = 30_000) =>
  new ResponsesClient({
    provider: createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1', streamIdleTimeout }),
    transport: virtualTransport(...attempts),
    telemetry: tapDevtools(),
    random: () => 0.5,
  }).streamPrompt('gpt-5.1', 'What is a stream?');

const ended = (stream: Observable<unknown>): Promise<void> =>
  lastValueFrom(stream, { defaultValue: undefined }).then(
    () => undefined,
    () => undefined,
  );

/** The names and the calls of the scenes. */
export const SCENES = {
  retry: () => {
    const busy = response(undefined, { status: 429, headers: { 'retry-after': '2' } });
    return ended(ask([after(250, busy), after(350, response(answer(90)))]));
  },
  idle: () => ended(ask([after(250, response(concat(piece(created(), 300), words(60), NEVER)))], 2_500)),
  demand: () => {
    const gate = new DemandGate();
    const slow = merge(
      timer(900, 1_400).pipe(
        tap(() => {
          gate.close();
        }),
      ),
      timer(1_700, 1_400).pipe(
        tap(() => {
          gate.open();
        }),
      ),
    );
    const watching = slow.subscribe({ error: (cause: unknown) => console.error(cause) });
    return ended(ask([after(250, response(answer(150)))]).withDemand(gate)).finally(() => watching.unsubscribe());
  },
  hedge: () =>
    ended(
      hedge([ask([after(6_000, response(answer(50)))]), ask([after(300, response(answer(60)))])], { after: 1_500 }),
    ),
} as const;

Object.assign(globalThis, { SCENES });
