import { expect } from 'chai';
import {
  accumulate,
  coalesce,
  createProvider,
  ResponsesClient,
  retryAnswer,
  textOf,
  type Answer,
  type RetryAnswerOptions,
  type StreamResponse,
} from 'codex-rx';
import { ScriptedServer, textAnswer } from 'codex-rx/server';
import { bytes, completed, marbleRunner, response, sse, textDelta, virtualTransport } from 'codex-rx/testing';
import {
  animationFrameScheduler,
  debounceTime,
  EMPTY,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  switchMap,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';

interface Chat {
  readonly client: ResponsesClient;
  readonly asked$: Observable<string>;
  readonly stopped$?: Observable<unknown>;
  readonly retry?: RetryAnswerOptions;
}

const answers = ({ client, asked$, stopped$ = NEVER, retry = {} }: Chat): Observable<Answer> =>
  asked$.pipe(
    switchMap((prompt) => {
      const events$ = client.streamPrompt('gpt-5.1', prompt).pipe(retryAnswer(retry), takeUntil(stopped$));
      return events$.pipe(accumulate());
    }),
  );

const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));

/** What the letters of the bodies below send. */
const chunks = {
  h: bytes(sse(textDelta('Hel'))),
  l: bytes(sse(textDelta('lo'))),
  x: bytes(sse(completed('resp_1'))),
};

const clientOver = (...heads: readonly Observable<StreamResponse>[]): ResponsesClient =>
  new ResponsesClient({
    provider: createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1', streamIdleTimeout: 30_000 }),
    transport: virtualTransport(...heads),
  });

/** A snapshot has a dozen properties; a test compares those it is about. */
const shown = map(({ status, text }: Answer) => `${status}: ${text}`);

/** Meanings of the letters in the expectations below. */
const snapshots = {
  w: 'waiting: ',
  h: 'streaming: Hel',
  l: 'streaming: Hello',
  x: 'completed: Hello',
  s: 'stopped: Hel',
  f: 'failed: Hel',
  r: 'retrying: ',
};

it(
  'shows the answer while it arrives',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot('-a--------');
    const body = cold(' --h--l--x--', chunks);
    const subs = '      -^-------!';
    const expected = '  -w-h--l--x';
    const client = clientOver(of(response(body)));
    expectObservable(answers({ client, asked$ }).pipe(shown)).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it(
  'closes the socket when its user presses Stop, and keeps the text so far',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot('  a---------');
    const stopped$ = hot('----s-----');
    const body = cold('   --h--l--x-', chunks);
    const subs = '        ^---!     ';
    const expected = '    w-h-s     ';
    const client = clientOver(of(response(body)));
    expectObservable(answers({ client, asked$, stopped$ }).pipe(shown)).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it(
  'closes the socket when nobody looks any more',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot('a---------');
    const body = cold(' --h--l--x-', chunks);
    const looking = '   ^---!     ';
    const subs = '      ^---!     ';
    const expected = '  w-h--     ';
    const client = clientOver(of(response(body)));
    expectObservable(answers({ client, asked$ }).pipe(shown), looking).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it(
  'gives up after 30 s of silence, and closes the socket',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot('a-           -');
    const body = cold(' -h           -', chunks);
    const subs = '      ^- 29999ms   !';
    const expected = '  wh 29999ms   f';
    const client = clientOver(of(response(body)));
    expectObservable(answers({ client, asked$, retry: { maxRetries: 0 } }).pipe(shown)).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it(
  'waits as long as a busy server asks',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot('a');
    const busy = response(EMPTY, { status: 429, headers: { 'retry-after': '2' } });
    const body = cold('       -h-l-x', chunks);
    const subs = '      2s    ^----!';
    const expected = '  w 1999ms -h-l-x';
    const client = clientOver(of(busy), of(response(body)));
    expectObservable(answers({ client, asked$ }).pipe(shown)).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it(
  'withdraws the partial answer when the connection ends early, and repeats the request',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const asked$ = hot(' a');
    const first = cold(' --h--|                ', chunks);
    const second = cold('               --h--l--x', chunks);
    const firstSubs = '  ^----!                ';
    const secondSubs = ' -----     10ms ^-------!';
    const expected = '   w-h--r 9ms --h--l--x';
    const client = clientOver(of(response(first)), of(response(second)));
    const retry = { baseDelay: 10, random: () => 0.5 };
    expectObservable(answers({ client, asked$, retry }).pipe(shown)).toBe(expected, snapshots);
    expectSubscriptions(first.subscriptions).toBe(firstSubs);
    expectSubscriptions(second.subscriptions).toBe(secondSubs);
  }),
);

const suggestions = (client: ResponsesClient, typed$: Observable<string>): Observable<string> =>
  typed$.pipe(
    debounceTime(300),
    switchMap((text) => client.streamPrompt('gpt-5.1', text).pipe(textOf())),
  );

it(
  'asks after a pause in typing, and cancels the request before',
  marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
    const typed$ = hot('a-b 500ms c');
    const first = cold('      -h 600ms l', chunks);
    const second = cold('               -l-x', chunks);
    const firstSubs = ' 302ms ^ 500ms !';
    const secondSubs = '803ms           ^--!';
    const expected = '  302ms eh 499ms  el';
    const client = clientOver(of(response(first)), of(response(second)));
    expectObservable(suggestions(client, typed$)).toBe(expected, { e: '', h: 'Hel', l: 'lo' });
    expectSubscriptions(first.subscriptions).toBe(firstSubs);
    expectSubscriptions(second.subscriptions).toBe(secondSubs);
  }),
);

it(
  'draws once per frame',
  marbles(({ animate, cold, hot, expectObservable, expectSubscriptions }) => {
    animate('           ---x---x---x');
    const asked$ = hot('a-----------');
    const body = cold(' -hl-x       ', chunks);
    const subs = '      ^---!       ';
    const expected = '  w--l---x    ';
    const drawn = coalesce<string>({ scheduler: animationFrameScheduler });
    const client = clientOver(of(response(body)));
    expectObservable(answers({ client, asked$ }).pipe(shown, drawn)).toBe(expected, snapshots);
    expectSubscriptions(body.subscriptions).toBe(subs);
  }),
);

it('closes a real socket when its user presses Stop', async () => {
  const server = await new ScriptedServer().listen();
  try {
    server.enqueue({ answer: textAnswer('Hello'), fault: { type: 'stall_mid_body', after: -1 } });
    const client = new ResponsesClient({ provider: createProvider({ name: 'scripted', baseUrl: server.baseUrl }) });
    const stopped$ = new Subject<void>();
    const stopAtHello = tap(({ text }: Answer) => {
      if (text === 'Hello') stopped$.next();
    });
    const last = await lastValueFrom(answers({ client, asked$: of('Hi'), stopped$ }).pipe(stopAtHello));
    expect(last.status).to.equal('stopped');
    await server.closed(0);
  } finally {
    await server.close();
  }
});
