import { concat, from, map, NEVER, take, throwError } from 'rxjs';
import { accumulate } from '../../../lib/operators/answer/accumulate.js';
import type { Answer } from '../../../lib/answer/Answer.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
const events = {
  c: { type: 'created' },
  e: { type: 'models_etag', etag: 'e' },
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: apiErrorData(lost) },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const;

/** A snapshot in short: its status and its text. */
const shown = map(({ status, text, error }: Answer) => `${status} ${text}${error ? '!' : ''}`);
const snapshots = {
  w: 'waiting ',
  c: 'streaming ',
  t: 'streaming t',
  u: 'streaming tu',
  x: 'completed tu',
  f: 'failed t!',
  r: 'retrying ',
  v: 'streaming u',
  y: 'completed u',
  s: 'stopped t',
  n: 'stopped ',
};

describe('accumulate', () => {
  it(
    'gives the answer so far: at once, after every event that changes it, and no more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -e-c-t-e-u-(x|)', events);
      const subs = '         ^----------!    ';
      const expected = '     w--c-t---u-(x|)';
      expectObservable(source.pipe(accumulate(), shown)).toBe(expected, snapshots);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'emits an error in a last snapshot, which keeps the text, and completes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -t--#', events, lost);
      const subs = '         ^---!   ';
      const expected = '     wt--(f|)';
      expectObservable(source.pipe(accumulate(), shown)).toBe(expected, snapshots);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails as well with rethrow, as an ApiError',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -t--#', events, new TypeError('oops'));
      const subs = '         ^---!   ';
      const expected = '     wt--(f#)';
      const oops = errorLike({ type: 'stream', detail: 'oops' });
      expectObservable(source.pipe(accumulate({ rethrow: true }), shown)).toBe(expected, snapshots, oops);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins anew at a reset',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -t--r---u-(x|)', events);
      const subs = '         ^---------!   ';
      const expected = '     wt--r---v-(y|)';
      expectObservable(source.pipe(accumulate(), shown)).toBe(expected, snapshots);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'marks an answer as stopped where its stream ends early',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const early = cold<AnswerEvent>('   -t--|', events);
      const empty = cold<AnswerEvent>('   --|');
      const subs = '         ^---!   ';
      const expected = '     wt--(s|)';
      const nothing = '      w-(n|)';
      expectObservable(early.pipe(accumulate(), shown)).toBe(expected, snapshots);
      expectObservable(empty.pipe(accumulate(), shown)).toBe(nothing, snapshots);
      expectSubscriptions(early.subscriptions).toBe(subs);
      expectSubscriptions(empty.subscriptions).toBe('^-!');
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -t--u-x|', events);
      const subs = '         ^-!     ';
      const unsub = '        ^-!     ';
      const expected = '     wt-     ';
      expectObservable(source.pipe(accumulate(), shown), unsub).toBe(expected, snapshots);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests nothing where the consumer unsubscribes at the first snapshot',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('-t-', events);
      const expected = '   (w|)';
      expectObservable(source.pipe(accumulate(), take(1), shown)).toBe(expected, snapshots);
      expectSubscriptions(source.subscriptions).toBe([]);
    }),
  );

  it(
    'takes a synchronous source, and stops it in the middle',
    marbles(({ expectObservable }) => {
      const failing = concat(
        from([events.t, events.u]),
        throwError(() => lost),
      );
      const open = concat(from([events.t]), NEVER);
      expectObservable(failing.pipe(accumulate(), take(2), shown)).toBe('(wt|)', snapshots);
      expectObservable(open.pipe(accumulate(), shown)).toBe('(wt)', snapshots);
    }),
  );

  it(
    'begins anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<AnswerEvent>('  -t-|', events);
      const first = '        ^--!    ';
      const second = '       --^--!  ';
      const sees = '         --wt-(s|)';
      const answer$ = source.pipe(accumulate(), shown);
      expectObservable(answer$).toBe('wt-(s|)', snapshots);
      expectObservable(answer$, '--^').toBe(sees, snapshots);
      expectSubscriptions(source.subscriptions).toBe([first, second]);
    }),
  );
});
