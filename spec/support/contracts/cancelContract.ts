import { expect } from 'chai';
import { EMPTY, of, switchMap, take, type Observable } from 'rxjs';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import type { AuthProvider } from '../../../lib/provider/AuthProvider.js';
import type { HttpRequest } from '../../../lib/provider/HttpRequest.js';
import { marbles } from '../marbles.js';

/** What a call of the suite is made with. */
export interface CancelOptions {
  readonly auth?: AuthProvider | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A call, cold, and the requests that its subscriptions have sent. */
export interface CancellableCall {
  readonly answer: Observable<unknown>;
  readonly requests: readonly HttpRequest[];
}

/** A client, and the answers of a virtual server to it. `Chunk` is a part of a body, or a frame of a WebSocket. */
export interface CancelSubject<Head, Chunk> {
  /** Prepares a call whose attempts, in this order, receive these heads. */
  readonly call: (attempts: readonly Observable<Head>[], options?: CancelOptions) => CancellableCall;
  readonly success: (body: Observable<Chunk>, headers?: Readonly<Record<string, string>>) => Head;
  readonly failure: (body: Observable<Uint8Array>, status: number) => Head;
  /** The first chunk of an answer, the next one, and the last one. */
  readonly chunks: { readonly f: Chunk; readonly n: Chunk; readonly x: Chunk };
  /** The marbles of what each chunk is emitted as: of `f` at most four characters, of `n` one. */
  readonly emitted: { readonly f: string; readonly n: string; readonly x: string };
  /** The values of these marbles. */
  readonly events: Readonly<Record<string, unknown>>;
  /** When a header event comes, and how long the body is subscribed up to it. Default: headers become no events. */
  readonly headerEvent?: { readonly expected: string; readonly subs: string };
  /** Whether calls take a signal. Default true. */
  readonly takesSignal?: boolean;
  /** Whether two calls run at the same time. Default true. */
  readonly isConcurrent?: boolean;
}

const ABORTED = errorLike({
  type: 'transport',
  error: { type: 'network', detail: 'aborted by the signal', code: 'ABORT_ERR' },
});

/** The promises of every client to whoever cancels its call, in virtual time: each names what is unsubscribed, and when. */
export const describeCancellation = <Head, Chunk>(
  name: string,
  {
    call,
    success,
    failure,
    chunks,
    emitted,
    events,
    headerEvent,
    takesSignal = true,
    isConcurrent = true,
  }: CancelSubject<Head, Chunk>,
): void => {
  const first = emitted.f.padEnd(4, '-');

  describe(`the cancellation contract: ${name}`, () => {
    it(
      'before the subscription, nothing is sent',
      marbles(({ cold, expectSubscriptions, flush }) => {
        const head = cold<Head>('---', {});
        const { requests } = call([head]);
        expectSubscriptions(head.subscriptions).toBe([]);
        flush();
        expect(requests).to.be.empty;
      }),
    );

    it(
      'while the credentials are awaited, nothing is sent',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const token = cold('-----(k|)', { k: 'key' });
        const subs = '      ^--!     ';
        const unsub = '     ^--!     ';
        const expected = '  ----     ';
        const { answer, requests } = call([of(success(EMPTY))], { auth: { bearerToken: () => token } });
        expectObservable(answer, unsub).toBe(expected);
        expectSubscriptions(token.subscriptions).toBe(subs);
        flush();
        expect(requests).to.be.empty;
      }),
    );

    it(
      'before the head, cancels the request',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const head = cold<Head>('--------', {});
        const subs = '           ^---!   ';
        const unsub = '          ^---!   ';
        const expected = '       -----   ';
        expectObservable(call([head]).answer, unsub).toBe(expected);
        expectSubscriptions(head.subscriptions).toBe(subs);
      }),
    );

    it(
      'while the body of an error is read, closes the connection',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('--t-----', { t: bytes('t') });
        const subs = '     ^---!   ';
        const unsub = '    ^---!   ';
        const expected = ' -----   ';
        expectObservable(call([of(failure(body, 500))]).answer, unsub).toBe(expected);
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );

    it(
      'in the back-off, makes no further attempt',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const one = cold<Head>('--#', {}, reset());
        const two = cold<Head>('---------', {});
        const subs = '          ^-!';
        const unsub = '         ^-----!';
        const expected = '      -------';
        expectObservable(call([one, two]).answer, unsub).toBe(expected);
        expectSubscriptions(one.subscriptions).toBe(subs);
        expectSubscriptions(two.subscriptions).toBe([]);
      }),
    );

    it(
      'while the credentials are refreshed, makes no further attempt',
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const refresh = cold('-----|');
        const subs = '        ^--!  ';
        const unsub = '       ^--!  ';
        const expected = '    ----  ';
        const auth = { bearerToken: () => 'key', refresh: () => refresh };
        const { answer, requests } = call([of(failure(EMPTY, 401)), of(success(EMPTY))], { auth });
        expectObservable(answer, unsub).toBe(expected);
        expectSubscriptions(refresh.subscriptions).toBe(subs);
        flush();
        expect(requests).to.have.length(1);
      }),
    );

    if (headerEvent !== undefined)
      it(
        'at the first header event, closes the connection, even if the body was not read yet',
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const body = cold('--f-', chunks);
          const { expected, subs } = headerEvent;
          const { answer } = call([of(success(body, { 'openai-model': 'm1' }))]);
          expectObservable(answer.pipe(take(1))).toBe(expected, { m: { type: 'server_model', model: 'm1' } });
          expectSubscriptions(body.subscriptions).toBe(subs);
        }),
      );

    const [firstEvent] = emitted.f.replace(/[(-]/g, '');
    if (firstEvent !== undefined)
      it(
        'at the first event of a chunk, closes the connection, and emits no second event',
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const body = cold('-f---n---x', chunks);
          const subs = '     ^!        ';
          const expected = ` -(${firstEvent}|)`;
          expectObservable(call([of(success(body))]).answer.pipe(take(1))).toBe(expected, events);
          expectSubscriptions(body.subscriptions).toBe(subs);
        }),
      );

    it(
      'in the middle of the body, closes the connection',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold('-f---n----x', chunks);
        const subs = '     ^------!   ';
        const unsub = '    ^------!   ';
        const expected = ` -${first}${emitted.n}--`;
        expectObservable(call([of(success(body))]).answer, unsub).toBe(expected, events);
        expectSubscriptions(body.subscriptions).toBe(subs);
      }),
    );

    it(
      'by switchMap, cancels the previous request when the next one begins',
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const previous = cold('-f---n----x', chunks);
        const next = cold('           -f---n-(x|)', chunks);
        const keys = hot('    -a------b|');
        const previousSubs = '-^------!';
        const nextSubs = '    --------^------!';
        const expected = `    --${first}${emitted.n}--${first}${emitted.n}-${emitted.x}`;
        const { answer } = call([of(success(previous)), of(success(next))]);
        expectObservable(keys.pipe(switchMap(() => answer))).toBe(expected, events);
        expectSubscriptions(previous.subscriptions).toBe(previousSubs);
        expectSubscriptions(next.subscriptions).toBe(nextSubs);
      }),
    );

    if (takesSignal) {
      it(
        'by an AbortSignal, is an error in the back-off, and makes no further attempt',
        marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
          const abort = new AbortController();
          const one = cold<Head>('--#', {}, reset());
          const two = cold<Head>('---', {});
          const subs = '          ^-!';
          const expected = '      -----#';
          scheduler.schedule(() => abort.abort(), 5);
          expectObservable(call([one, two], { signal: abort.signal }).answer).toBe(expected, undefined, ABORTED);
          expectSubscriptions(one.subscriptions).toBe(subs);
          expectSubscriptions(two.subscriptions).toBe([]);
        }),
      );

      it(
        'by an AbortSignal, is an error in the body, and closes the connection',
        marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
          const abort = new AbortController();
          const body = cold('-f---n----x', chunks);
          const subs = '     ^------!   ';
          const expected = ` -${first}${emitted.n}-#`;
          scheduler.schedule(() => abort.abort(), 7);
          const { answer } = call([of(success(body))], { signal: abort.signal });
          expectObservable(answer).toBe(expected, events, ABORTED);
          expectSubscriptions(body.subscriptions).toBe(subs);
        }),
      );
    }

    if (isConcurrent)
      it(
        'of one of two subscriptions, leaves the other one alone: each is a request of its own',
        marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const one = cold('   -f---n---(x|)', chunks);
          const two = cold('      -f---n-(x|)', chunks);
          const unsub = '      ^------!';
          const oneSubs = '    ^------!';
          const twoSubs = '    ---^------!';
          const oneExpected = `-${first}${emitted.n}--`;
          const twoExpected = `----${first}${emitted.n}-${emitted.x}`;
          const { answer, requests } = call([of(success(one)), of(success(two))]);
          expectObservable(answer, unsub).toBe(oneExpected, events);
          expectObservable(answer, '---^').toBe(twoExpected, events);
          expectSubscriptions(one.subscriptions).toBe(oneSubs);
          expectSubscriptions(two.subscriptions).toBe(twoSubs);
          flush();
          expect(requests).to.have.length(2);
        }),
      );
  });
};
