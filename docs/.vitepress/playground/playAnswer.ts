import {
  concat,
  concatMap,
  defer,
  delay,
  finalize,
  from,
  map,
  merge,
  NEVER,
  of,
  Subject,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { accumulate, createProvider, ResponsesClient, type Answer } from 'codex-rx';
import {
  bytes,
  completed,
  created,
  failed,
  reset,
  response,
  sse,
  textDelta,
  virtualTransport,
  type VirtualResponse,
} from 'codex-rx/testing';

/** What the scripted server of the playground does to its answer. */
export type Fault = 'none' | 'overloaded' | 'reset' | 'truncated' | 'silent' | 'failed';

/** A mark in the lane of the playground, `at` milliseconds after the subscription. */
export interface LaneMark {
  readonly at: number;
  readonly label: string;
  readonly type: 'attempt' | 'value' | 'error' | 'complete';
}

/** What the page shows: a snapshot of the answer, or one more mark in the lane. */
export type Shown = { readonly answer: Answer } | { readonly mark: LaneMark };

/** The faults with the sentences that the page shows for them. */
export const FAULTS: Readonly<Record<Fault, string>> = {
  none: 'A whole answer',
  overloaded: '503 with Retry-After, then a whole answer',
  reset: 'The connection is reset in the middle',
  truncated: 'The body ends before the answer is complete',
  silent: 'The server falls silent',
  failed: 'The server reports an error in the stream',
};

const PACE = 120;
const SILENCE = 1500;
const WORDS = 'An Observable is a stream of values over time. Unsubscribe, and the request ends.'.split(/(?<= )/);

const pieces = (texts: readonly string[]): Observable<Uint8Array> =>
  from(texts).pipe(concatMap((text) => of(bytes(sse(textDelta(text)))).pipe(delay(PACE))));

const begin$ = of(bytes(sse(created())));
const half$ = concat(begin$, pieces(WORDS.slice(0, 7)));
const whole$ = concat(begin$, pieces(WORDS), of(bytes(sse(completed('resp_1')))));

const ok = (body: Observable<Uint8Array>): Observable<VirtualResponse> => of(response(body)).pipe(delay(200));
const overloaded$ = of(response(of(bytes('{}')), { status: 503, headers: { 'retry-after': '1' } })).pipe(delay(200));

const BODIES: Readonly<Record<Fault, readonly Observable<VirtualResponse>[]>> = {
  none: [ok(whole$)],
  overloaded: [overloaded$, ok(whole$)],
  reset: [ok(concat(half$, timer(PACE).pipe(concatMap(() => throwError(() => reset())))))],
  truncated: [ok(half$)],
  silent: [ok(concat(half$, NEVER))],
  failed: [ok(concat(half$, of(bytes(sse(failed('server_error', 'The model crashed.'))))))],
};

/** Streams an answer from a scripted transport in the page. Nothing is sent over the network. */
export const playAnswer = (fault: Fault): Observable<Shown> =>
  defer(() => {
    const began = performance.now();
    const marks = new Subject<Shown>();
    const mark = (type: LaneMark['type'], label: string): void => {
      marks.next({ mark: { at: performance.now() - began, label, type } });
    };
    const client = new ResponsesClient({
      provider: createProvider({
        name: 'playground',
        baseUrl: 'https://playground.invalid/v1',
        streamIdleTimeout: SILENCE,
      }),
      transport: virtualTransport(...BODIES[fault]),
      telemetry: {
        onRequest: ({ attempt, status }) => {
          mark('attempt', `attempt ${attempt}: ${status ?? 'no response'}`);
        },
      },
    });
    const answers = client.streamPrompt('scripted', 'What is an Observable?').pipe(
      tap({
        next: (event) => {
          if (event.type === 'output_text_delta') mark('value', event.delta.trim());
        },
        error: (error: unknown) => {
          mark('error', error instanceof Error ? error.message : 'error');
        },
        complete: () => {
          mark('complete', 'complete');
        },
      }),
      accumulate(),
      map((answer): Shown => ({ answer })),
      finalize(() => {
        marks.complete();
      }),
    );
    return merge(marks, answers);
  });
