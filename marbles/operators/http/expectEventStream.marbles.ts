import { expectEventStream } from '../../../lib/operators/http/expectEventStream.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = {
  d: bytes('data: 1\n\n'),
  p: bytes('da'),
  q: bytes('ta: 1\n\n'),
  n: bytes('\n'),
  e: bytes('{"error": '),
  f: bytes('{"code": "insufficient_quota", "message": "The purse is empty."}}'),
  h: bytes('<html><body>Bad gateway</body></html>'),
  t: bytes('upstream failed'),
  k: bytes(' '.repeat(64 * 1024)),
};
const says = (words: string) =>
  errorLike({
    type: 'stream',
    reason: 'not_event_stream',
    detail: `expected an event stream, but the body begins: ${words}`,
  });

describe('expectEventStream', () => {
  it(
    'passes the bytes of an event stream on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d--d--|', chunks);
      const subs = '         ^-------!';
      const expected = '     --d--d--|';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'holds nothing back while it is not sure',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -n-p-q-|', chunks);
      const subs = '         ^------!';
      const expected = '     -n-p-q-|';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails as soon as the JSON of an error is whole',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e--f-------', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      const quota = errorLike({ type: 'quota_exceeded', detail: 'The purse is empty.' });
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, quota);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits with a JSON error that is cut off until the body ends',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e----|', chunks);
      const subs = '         ^------!';
      const expected = '     -------#';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, says('{"error":'));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at the end of a short page',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h--h--|', chunks);
      const subs = '         ^-!';
      const expected = '     --#';
      const page = says('<html><body>Bad gateway</body></html>');
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, page);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails as soon as the first words of a long page are there',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --h--l--|', { h: bytes('<html><body>'), l: bytes('x'.repeat(1000)) });
      const subs = '         ^----!';
      const expected = '     -----#';
      const page = says(`<html><body>${'x'.repeat(188)}…`);
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, page);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'S12 passes a line of JSON on with the events that follow it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const parts = { s: bytes('{"status":'), t: bytes('"queued"}\n'), d: chunks.d };
      const source = cold('  --s--t--d------|', parts);
      const subs = '         ^--------------!';
      const expected = '     --------(std)--|';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, parts);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails at the end of a text that never became an event stream',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --t--|', chunks);
      const subs = '         ^----!';
      const expected = '     --t--#';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, says('upstream failed'));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops reading JSON that does not end within 64 KiB',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e--k--k--|', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected, chunks, says('{"error":'));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the body when the consumer unsubscribes while it is not sure',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e--f--|', chunks);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     -----';
      expectObservable(source.pipe(expectEventStream(200)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'closes the body when the consumer unsubscribes in the middle of the events',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --d--d--|', chunks);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --d--';
      expectObservable(source.pipe(expectEventStream(200)), unsub).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes the error of a lost connection, also in the middle of JSON',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e--#', chunks);
      const subs = '         ^----!';
      const expected = '     -----#';
      expectObservable(source.pipe(expectEventStream(200))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
