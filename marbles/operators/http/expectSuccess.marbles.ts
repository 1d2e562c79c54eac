import type { Observable } from 'rxjs';
import { expectSuccess } from '../../../lib/operators/http/expectSuccess.js';
import type { ResponseHead } from '../../../lib/operators/http/sendRequest.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { response } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const url = 'https://api.test/v1/responses';
const head = (body: Observable<Uint8Array>, status: number, headers: Record<string, string> = {}): ResponseHead => ({
  ...response(body, { status, headers }),
  url,
});
const http = (status: number, body: string) =>
  errorLike({ type: 'transport', error: { type: 'http', status, headers: {}, body, url } });

const chunks = { a: bytes('{"error":{"message":"Slow'), b: bytes(' down."}}'), k: bytes('x'.repeat(40 * 1024)) };
const bodyTimeout = 10;

describe('expectSuccess', () => {
  it(
    'passes a head with a 2xx status and does not read its body',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -a-b|', chunks);
      const heads = { h: head(body, 200), i: head(body, 299) };
      const source = cold('  --h--i|', heads);
      const subs = '         ^-----!';
      const expected = '     --h--i|';
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, heads);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(body.subscriptions).toBe([]);
    }),
  );

  for (const status of [199, 300, 304, 404, 500])
    it(
      `makes an error of a ${status}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const body = cold<Uint8Array>('  -|');
        const source = cold('            --h---', { h: head(body, status) });
        const sourceSubs = '             ^--!';
        const bodySubs = '               --^!';
        const expected = '               ---#';
        expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, http(status, ''));
        expectSubscriptions(source.subscriptions).toBe(sourceSubs);
        expectSubscriptions(body.subscriptions).toBe(bodySubs);
      }),
    );

  it(
    'fails when the body of the error is read',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    --a--b-|', chunks);
      const source = cold('  --h|', { h: head(body, 429) });
      const sourceSubs = '   ^--!';
      const bodySubs = '     --^------!';
      const expected = '     ---------#';
      const slowDown = errorLike({ message: 'http 429: Slow down.', detail: 'Slow down.' });
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, slowDown);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'waits for a body that stalls no longer than bodyTimeout, and keeps what came',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    --a-------------b-|', chunks);
      const source = cold('  --h|', { h: head(body, 500) });
      const bodySubs = '     --^---------!';
      const expected = '     ------------#';
      const stalled = http(500, '{"error":{"message":"Slow');
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, stalled);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'measures the wait for the whole body, not for its next piece',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -a-a-a-a-a-a-a-a', chunks);
      const source = cold('  -h|', { h: head(body, 500) });
      const bodySubs = '     -^----!';
      const expected = '     ------#';
      const twice = http(500, '{"error":{"message":"Slow'.repeat(2));
      expectObservable(source.pipe(expectSuccess({ bodyTimeout: 5 }))).toBe(expected, undefined, twice);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'reports the status also when the body of the error breaks off',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    --a-#', chunks);
      const source = cold('  --h|', { h: head(body, 503) });
      const bodySubs = '     --^---!';
      const expected = '     ------#';
      const brokenOff = http(503, '{"error":{"message":"Slow');
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, brokenOff);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'stops reading the body of an error at 64 KiB',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    -k-k-k-|', chunks);
      const source = cold('  --h|', { h: head(body, 500) });
      const bodySubs = '     --^--!';
      const expected = '     -----#';
      const kept = http(500, 'x'.repeat(64 * 1024));
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, kept);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'closes the body when the consumer unsubscribes while an error is read',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('    --a--b-|', chunks);
      const source = cold('  --h----', { h: head(body, 500) });
      const sourceSubs = '   ^----!';
      const bodySubs = '     --^--!';
      const unsub = '        ^----!';
      const expected = '     ------';
      expectObservable(source.pipe(expectSuccess({ bodyTimeout })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<ResponseHead>('  --#');
      const subs = '                       ^-!';
      const expected = '                   --#';
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'reads a Retry-After date against the clock of the scheduler',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const body = cold<Uint8Array>('  -----|');
      const inTenSeconds = { 'retry-after': 'Thu, 01 Jan 1970 00:00:10 GMT' };
      const source = cold('            --h|', { h: head(body, 503, inTenSeconds) });
      const bodySubs = '               --^----!';
      const expected = '               -------#';
      const later = errorLike({ delay: 10_000 - 7 });
      expectObservable(source.pipe(expectSuccess({ bodyTimeout, scheduler }))).toBe(expected, undefined, later);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );

  it(
    'keeps the headers of the answer, but no cookies',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold<Uint8Array>('    |');
      const headers = { 'set-cookie': 'session=1', 'x-request-id': 'req_1' };
      const source = cold('            --h|', { h: head(body, 404, headers) });
      const bodySubs = '               --(^!)';
      const expected = '               --#';
      const kept = errorLike({
        request_id: 'req_1',
        error: { type: 'http', status: 404, headers: { 'x-request-id': 'req_1' }, body: '', url },
      });
      expectObservable(source.pipe(expectSuccess({ bodyTimeout }))).toBe(expected, undefined, kept);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
    }),
  );
});
