import { from } from 'rxjs';
import { failOnErrorBody } from '../../../lib/operators/http/failOnErrorBody.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const bodies = {
  v: { output: [] },
  e: { error: { message: 'no credit', code: 'insufficient_quota' } },
};

describe('failOnErrorBody', () => {
  it(
    'passes a body that reports no error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --v--|', bodies);
      const subs = '         ^----!';
      const expected = '     --v--|';
      expectObservable(source.pipe(failOnErrorBody(200))).toBe(expected, bodies);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'raises the error of a body at once, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --e--|', bodies);
      const subs = '         ^-!';
      const expected = '     --#';
      const quota = errorLike({ type: 'quota_exceeded', detail: 'no credit' });
      expectObservable(source.pipe(failOnErrorBody(200))).toBe(expected, bodies, quota);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  const passing: readonly unknown[] = [
    { error: null, output: [] },
    { error: '', output: [] },
    { error: false, output: [] },
    {},
    [],
    [{ output: [] }],
    { output: { error: { message: 'deeper' } } },
    { output: [], message: 'said by the way' },
    'error',
    0,
    null,
  ];
  for (const body of passing)
    it(
      `passes ${JSON.stringify(body)}`,
      marbles(({ cold, expectObservable }) => {
        const source = cold('  --v|', { v: body });
        const expected = '     --v|';
        expectObservable(source.pipe(failOnErrorBody(200))).toBe(expected, { v: body });
      }),
    );

  const raised: readonly (readonly [body: unknown, error: Readonly<Record<string, unknown>>])[] = [
    [{ error: 'out of luck' }, { type: 'api', status: 207, detail: 'out of luck' }],
    [{ error: { message: 'out of luck', code: 'strange' } }, { type: 'api', status: 207, detail: 'out of luck' }],
    [{ error: { message: 'bad', code: 400 } }, { type: 'invalid_request', status: 400, detail: 'bad' }],
    [{ error: { message: 'bad', type: 'invalid_request_error' } }, { type: 'invalid_request', detail: 'bad' }],
    [{ error: { message: 'long', code: 'context_length_exceeded' } }, { type: 'context_window_exceeded' }],
    [{ error: { message: 'busy', code: 'server_is_overloaded' }, output: [] }, { type: 'server_overloaded' }],
    [{ detail: 'no such model' }, { type: 'not_found', detail: 'no such model' }],
    [
      { error: {} },
      { type: 'stream', reason: 'not_event_stream', detail: 'expected an answer, but the body begins: {"error":{}}' },
    ],
  ];
  for (const [body, error] of raised)
    it(
      `makes ${String(error['type'])} of ${JSON.stringify(body)}`,
      marbles(({ cold, expectObservable }) => {
        const source = cold('  --v|', { v: body });
        const expected = '     --#';
        expectObservable(source.pipe(failOnErrorBody(207))).toBe(expected, undefined, errorLike(error));
      }),
    );

  it(
    'stops a synchronous source',
    marbles(({ expectObservable }) => {
      const source = from([bodies.v, bodies.v, bodies.e, bodies.v, bodies.e]);
      const expected = '(vv#)';
      const quota = errorLike({ type: 'quota_exceeded' });
      expectObservable(source.pipe(failOnErrorBody(200))).toBe(expected, bodies, quota);
    }),
  );

  it(
    "passes the source's error and end",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('  --v--#', bodies);
      const ending = cold('   -----|', bodies);
      const subs = '          ^----!';
      expectObservable(failing.pipe(failOnErrorBody(200))).toBe('--v--#', bodies);
      expectObservable(ending.pipe(failOnErrorBody(200))).toBe('-----|', bodies);
      expectSubscriptions(failing.subscriptions).toBe(subs);
      expectSubscriptions(ending.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -----e', bodies);
      const subs = '         ^--!';
      const unsub = '        ^--!';
      const expected = '     ----';
      expectObservable(source.pipe(failOnErrorBody(200)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
