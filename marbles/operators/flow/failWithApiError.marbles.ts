import { failWithApiError } from '../../../lib/operators/flow/failWithApiError.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const bug = new TypeError('x is not a function');
const quota = apiError({ type: 'quota_exceeded' });

describe('failWithApiError', () => {
  it(
    'makes an ApiError of any error and keeps it as the cause',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, bug);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const wrapped = errorLike({ name: 'ApiError', type: 'stream', detail: 'x is not a function', cause: bug });
      expectObservable(source.pipe(failWithApiError())).toBe(expected, undefined, wrapped);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'shows what was thrown that is no Error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, 42);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const wrapped = errorLike({ type: 'stream', detail: '42', cause: 42 });
      expectObservable(source.pipe(failWithApiError())).toBe(expected, undefined, wrapped);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves an ApiError unchanged',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, quota);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(failWithApiError())).toBe(expected, undefined, quota);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'adds the request id to an error that has none',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, quota);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const named = errorLike({ type: 'quota_exceeded', request_id: 'req_1' });
      expectObservable(source.pipe(failWithApiError({ requestId: 'req_1' }))).toBe(expected, undefined, named);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the request id that an error has',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const own = apiError({ type: 'quota_exceeded' }, { requestId: 'req_0' });
      const source = cold('  --a--#', undefined, own);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const named = errorLike({ request_id: 'req_0' });
      expectObservable(source.pipe(failWithApiError({ requestId: 'req_1' }))).toBe(expected, undefined, named);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'lets redact have the last word, on wrapped and named errors too',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, bug);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const redact = (error: Error & { readonly request_id?: string }) =>
        apiError({ type: 'stream', reason: 'truncated', detail: `${error.message} (${error.request_id ?? 'no id'})` });
      const redacted = errorLike({ detail: 'stream error: x is not a function (req_1)' });
      expectObservable(source.pipe(failWithApiError({ requestId: 'req_1', redact }))).toBe(
        expected,
        undefined,
        redacted,
      );
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', undefined, bug);
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     --a-';
      expectObservable(source.pipe(failWithApiError()), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'changes nothing where nothing fails',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--|');
      const subs = '         ^----!';
      const expected = '     --a--|';
      expectObservable(source.pipe(failWithApiError({ requestId: 'req_1' }))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'keeps the cause of an error that it names',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(
        '  --a--#',
        undefined,
        apiError({ type: 'stream', reason: 'truncated', detail: 'lost' }, { cause: bug }),
      );
      const subs = '         ^----!';
      const expected = '     --a--#';
      const named = errorLike({ type: 'stream', detail: 'lost', request_id: 'req_1', cause: bug });
      expectObservable(source.pipe(failWithApiError({ requestId: 'req_1' }))).toBe(expected, undefined, named);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
