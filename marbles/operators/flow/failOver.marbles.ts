import { expect } from 'chai';
import { concat, defer, EMPTY, from, Observable, take, throwError } from 'rxjs';
import { failOver } from '../../../lib/operators/flow/failOver.js';
import { apiError, buildError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { toApiError } from '../../../lib/protocol/errors/toApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { marbles } from '../../../spec/support/marbles.js';

// Capital letters are the first stream's, small ones those of its fallbacks.
const events = {
  C: { type: 'created' },
  M: { type: 'server_model', model: 'first' },
  T: { type: 'output_text_delta', delta: 'first' },
  X: { type: 'completed', response_id: 'first', token_usage: null, status: 'completed' },
  c: { type: 'created' },
  m: { type: 'server_model', model: 'second' },
  t: { type: 'output_text_delta', delta: 'second' },
  x: { type: 'completed', response_id: 'second', token_usage: null, status: 'completed' },
} as const;
const overloaded = apiError({ type: 'server_overloaded' });
const quota = apiError({ type: 'quota_exceeded' });
const wrong = apiError({ type: 'invalid_request', detail: 'no such parameter' });
const bug = new TypeError('x is not a function');

const call = { type: 'function_call', name: 'f', arguments: '', call_id: 'c' } as const;
const preamble: readonly ResponseEvent[] = [
  { type: 'created' },
  { type: 'server_model', model: 'm' },
  {
    type: 'rate_limits',
    snapshot: { limit_id: 'codex', limit_name: null, primary: null, secondary: null, credits: null, plan_type: null },
  },
  { type: 'models_etag', etag: 'e' },
  { type: 'server_reasoning_included', included: true },
  { type: 'model_verifications', verifications: ['trusted_access_for_cyber'] },
];
const output: readonly ResponseEvent[] = [
  { type: 'output_item_added', item: call },
  { type: 'output_item_done', item: call },
  { type: 'output_text_delta', delta: '' },
  { type: 'refusal_delta', delta: 'no' },
  { type: 'reasoning_summary_delta', delta: 's', summary_index: 0 },
  { type: 'reasoning_content_delta', delta: 'r', content_index: 0 },
  { type: 'reasoning_summary_part_added', summary_index: 0 },
  { type: 'reasoning_summary_done', text: 's', summary_index: 0, item_id: 'rs_1' },
  { type: 'tool_call_input_delta', delta: '{', call_id: 'c' },
  { type: 'completed', response_id: 'r', token_usage: null, status: 'incomplete', finish_reason: 'length' },
];

describe('failOver', () => {
  it(
    'continues with the fallback, and drops the events of the failed stream before its answer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<ResponseEvent>(' -C-M-#', events, overloaded);
      const second = cold<ResponseEvent>('     -(cmt)-(x|)', events);
      const firstSubs = '                 ^----!';
      const secondSubs = '                -----^------!';
      const expected = '                  ------(cmt)-(x|)';
      expectObservable(first.pipe(failOver([second]))).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'holds the events before the answer back until it begins, and then nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<ResponseEvent>(' -C-M-T-----M-(X|)', events);
      const second = cold<ResponseEvent>('(ctx|)', events);
      const subs = '                      ^------------!';
      const expected = '                  -----(CMT)-M-(X|)';
      expectObservable(first.pipe(failOver([second]))).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'emits the events of a stream that ends without an answer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<ResponseEvent>(' -C-M-|', events);
      const second = cold<ResponseEvent>('(ctx|)', events);
      const subs = '                      ^----!';
      const expected = '                  -----(CM|)';
      expectObservable(first.pipe(failOver([second]))).toBe(expected, events);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  it(
    'passes an error that comes after output, at once',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold<ResponseEvent>(' -C-T---T-#', events, overloaded);
      const second = cold<ResponseEvent>('(ctx|)', events);
      const subs = '                      ^--------!';
      const expected = '                  ---(CT)T-#';
      expectObservable(first.pipe(failOver([second]))).toBe(expected, events, overloaded);
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );

  for (const event of preamble)
    it(
      `takes ${event.type} for no output`,
      marbles(({ cold, expectObservable }) => {
        const first = cold<ResponseEvent>(' -p-#', { p: event }, overloaded);
        const second = cold<ResponseEvent>('   (ctx|)', events);
        const expected = '                  ---(ctx|)';
        expectObservable(first.pipe(failOver([second]))).toBe(expected, events);
      }),
    );

  for (const event of output)
    it(
      `takes ${event.type} for output`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const told = { ...events, o: event };
        const first = cold<ResponseEvent>(' -C-o---#', told, overloaded);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const expected = '                  ---(Co)#';
        expectObservable(first.pipe(failOver([second]))).toBe(expected, told, overloaded);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );

  const passing: readonly (readonly [string, unknown])[] = [
    ['an error that another provider would answer with too', wrong],
    ['a build error', buildError('the base URL is no URL')],
    ['an error that is no ApiError', bug],
    ['something thrown that only looks like an ApiError', { type: 'server_overloaded' }],
  ];
  for (const [what, error] of passing)
    it(
      `passes ${what}, after the events before the answer`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, error);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const expected = '                  ---(C#)';
        expectObservable(first.pipe(failOver([second]))).toBe(expected, events, error);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );

  describe('when', () => {
    it(
      'decides which errors move on, in place of the default',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, wrong);
        const second = cold<ResponseEvent>('   -#', events, overloaded);
        const third = cold<ResponseEvent>('     (ctx|)', events);
        const secondSubs = '                ---^!';
        const expected = '                  ----#';
        const onlyWrong = failOver([second, third], { when: ({ type }) => type === 'invalid_request' });
        expectObservable(first.pipe(onlyWrong)).toBe(expected, events, overloaded);
        expectSubscriptions(second.subscriptions).toBe(secondSubs);
        expectSubscriptions(third.subscriptions).toBe([]);
      }),
    );

    it(
      'is called once per stream, and not after output',
      marbles(({ cold, expectObservable, flush }) => {
        const asked: ApiError[] = [];
        const when = (error: ApiError): boolean => asked.push(error) > 0;
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -t-#', events, quota);
        const third = cold<ResponseEvent>('  (ctx|)', events);
        const expected = '                  ----t-#';
        expectObservable(first.pipe(failOver([second, third], { when }))).toBe(expected, events, quota);
        flush();
        expect(asked).to.deep.equal([overloaded]);
      }),
    );

    it(
      'is not called for the last stream, whose error passes in any case',
      marbles(({ cold, expectObservable, flush }) => {
        const asked: ApiError[] = [];
        const when = (error: ApiError): boolean => asked.push(error) > 0;
        const first = cold<ResponseEvent>(' -#', events, overloaded);
        const second = cold<ResponseEvent>(' -#', events, quota);
        const expected = '                  --#';
        expectObservable(first.pipe(failOver([second], { when }))).toBe(expected, events, quota);
        flush();
        expect(asked).to.deep.equal([overloaded]);
      }),
    );

    it(
      'ends the stream with an ApiError of what it throws, and the fallback is not subscribed',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' --#', events, overloaded);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const subs = '                      ^-!';
        const expected = '                  --#';
        const when = (): boolean => {
          throw bug;
        };
        expectObservable(first.pipe(failOver([second], { when }))).toBe(expected, events, toApiError(bug));
        expectSubscriptions(first.subscriptions).toBe(subs);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );
  });

  describe('several fallbacks', () => {
    it(
      'are tried in their order, each once, until one answers',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   --#', events, quota);
        const third = cold<ResponseEvent>('      -(cmt)-(x|)', events);
        const fourth = cold<ResponseEvent>('(ctx|)', events);
        const firstSubs = '                 ^--!';
        const secondSubs = '                ---^-!';
        const thirdSubs = '                 -----^------!';
        const expected = '                  ------(cmt)-(x|)';
        expectObservable(first.pipe(failOver([second, third, fourth]))).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(firstSubs);
        expectSubscriptions(second.subscriptions).toBe(secondSubs);
        expectSubscriptions(third.subscriptions).toBe(thirdSubs);
        expectSubscriptions(fourth.subscriptions).toBe([]);
      }),
    );

    it(
      "that all fail give the last one's error",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -c-#', events, overloaded);
        const third = cold<ResponseEvent>('       --#', events, quota);
        const thirdSubs = '                 ------^-!';
        const expected = '                  --------#';
        expectObservable(first.pipe(failOver([second, third]))).toBe(expected, events, quota);
        expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      }),
    );

    it(
      'stop at an error after output',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -c-t---#', events, quota);
        const third = cold<ResponseEvent>(' (ctx|)', events);
        const expected = '                  ------(ct)#';
        expectObservable(first.pipe(failOver([second, third]))).toBe(expected, events, quota);
        expectSubscriptions(third.subscriptions).toBe([]);
      }),
    );

    it(
      'stop at an error that does not move on, after the earlier events of its stream',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -m-#', events, wrong);
        const third = cold<ResponseEvent>(' (ctx|)', events);
        const expected = '                  ------(m#)';
        expectObservable(first.pipe(failOver([second, third]))).toBe(expected, events, wrong);
        expectSubscriptions(third.subscriptions).toBe([]);
      }),
    );

    it(
      'are reported to onFailOver with their index and the error, before they are subscribed',
      marbles(({ cold, expectObservable, flush }) => {
        const log: unknown[] = [];
        const logged = (name: string, stream: Observable<ResponseEvent>) =>
          defer(() => {
            log.push(name);
            return stream;
          });
        const first = cold<ResponseEvent>('              -#', events, overloaded);
        const second = logged('second', cold<ResponseEvent>('  -#', events, quota));
        const third = logged('third', cold<ResponseEvent>('     (ctx|)', events));
        const expected = '                               --(ctx|)';
        const onFailOver = (error: ApiError, place: number) => log.push([error, place]);
        expectObservable(first.pipe(failOver([second, third], { onFailOver }))).toBe(expected, events);
        flush();
        expect(log).to.deep.equal([[overloaded, 0], 'second', [quota, 1], 'third']);
      }),
    );
  });

  describe('without a fallback', () => {
    it(
      'changes nothing, and holds nothing back',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-M-T-#', events, overloaded);
        const subs = '                      ^------!';
        const expected = '                  -C-M-T-#';
        expectObservable(first.pipe(failOver([]))).toBe(expected, events, overloaded);
        expectSubscriptions(first.subscriptions).toBe(subs);
      }),
    );
  });

  describe('a consumer that unsubscribes', () => {
    it(
      'before the answer has received nothing, and the first stream is unsubscribed',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-M-#', events, overloaded);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const subs = '                      ^---!';
        const unsub = '                     ^---!';
        const expected = '                  -----';
        expectObservable(first.pipe(failOver([second])), unsub).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(subs);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );

    it(
      'in the answer unsubscribes from the first stream',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -T-T-T-#', events, overloaded);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const subs = '                      ^---!';
        const unsub = '                     ^---!';
        const expected = '                  -T-T-';
        expectObservable(first.pipe(failOver([second])), unsub).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(subs);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );

    it(
      "before the fallback's answer unsubscribes from it, and the next one is not subscribed",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -c-m-#', events, quota);
        const third = cold<ResponseEvent>(' (ctx|)', events);
        const firstSubs = '                 ^--!';
        const secondSubs = '                ---^--!';
        const unsub = '                     ^-----!';
        const expected = '                  -------';
        expectObservable(first.pipe(failOver([second, third])), unsub).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(firstSubs);
        expectSubscriptions(second.subscriptions).toBe(secondSubs);
        expectSubscriptions(third.subscriptions).toBe([]);
      }),
    );

    it(
      "in the fallback's answer unsubscribes from it",
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-#', events, overloaded);
        const second = cold<ResponseEvent>('   -t-t-t-(x|)', events);
        const secondSubs = '                ---^---!';
        const unsub = '                     ^------!';
        const expected = '                  ----t-t-';
        expectObservable(first.pipe(failOver([second])), unsub).toBe(expected, events);
        expectSubscriptions(second.subscriptions).toBe(secondSubs);
      }),
    );

    it(
      'at the first event, which was held back, unsubscribes at once',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-M-T-T-(X|)', events);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const subs = '                      ^----!';
        const expected = '                  -----(C|)';
        expectObservable(first.pipe(failOver([second]), take(1))).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(subs);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );

    it(
      'at the held events of a stream whose error passes does not receive the error',
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const first = cold<ResponseEvent>(' -C-M-#', events, wrong);
        const second = cold<ResponseEvent>('(ctx|)', events);
        const subs = '                      ^----!';
        const expected = '                  -----(C|)';
        expectObservable(first.pipe(failOver([second]), take(1))).toBe(expected, events);
        expectSubscriptions(first.subscriptions).toBe(subs);
        expectSubscriptions(second.subscriptions).toBe([]);
      }),
    );
  });

  describe('synchronous streams', () => {
    const failing = (error: unknown, ...said: readonly ResponseEvent[]): Observable<ResponseEvent> =>
      concat(
        from(said),
        throwError(() => error),
      );
    const answering = from([events.c, events.t, events.x]);

    it(
      'fail over, any number of them',
      marbles(({ expectObservable }) => {
        const first = failing(overloaded, events.C, events.M);
        const others = Array.from({ length: 20 }, () => failing(quota, events.C));
        const expected = '(ctx|)';
        expectObservable(first.pipe(failOver([...others, answering]))).toBe(expected, events);
      }),
    );

    it(
      'emit their output before the error that passes',
      marbles(({ expectObservable }) => {
        const first = failing(overloaded, events.C, events.T, events.T);
        const expected = '(CTT#)';
        expectObservable(first.pipe(failOver([answering]))).toBe(expected, events, overloaded);
      }),
    );

    /** Says one thing without end, and remembers how often. */
    const endless = (event: ResponseEvent) => {
      const state = { told: 0 };
      const stream = new Observable<ResponseEvent>((subscriber) => {
        while (!subscriber.closed) {
          state.told += 1;
          subscriber.next(event);
        }
      });
      return { state, stream };
    };

    it(
      'stop when the consumer unsubscribes at the first event',
      marbles(({ expectObservable, flush }) => {
        const { state, stream } = endless(events.T);
        const expected = '(T|)';
        expectObservable(stream.pipe(failOver([answering]), take(1))).toBe(expected, events);
        flush();
        expect(state.told).to.equal(1);
      }),
    );

    it(
      'stop when the consumer unsubscribes at the first event of a fallback',
      marbles(({ expectObservable, flush }) => {
        const { state, stream } = endless(events.t);
        const expected = '(t|)';
        expectObservable(failing(overloaded).pipe(failOver([stream, answering]), take(1))).toBe(expected, events);
        flush();
        expect(state.told).to.equal(1);
      }),
    );

    const metadata = (count: number): readonly ResponseEvent[] =>
      Array.from({ length: count }, (_, n) => ({ type: 'models_etag', etag: String(n) }));
    const seenOf = (stream: Observable<ResponseEvent>) => {
      const seen: ResponseEvent[] = [];
      const errors: unknown[] = [];
      stream.subscribe({ next: (event) => seen.push(event), error: (error: unknown) => errors.push(error) });
      return { seen, errors };
    };

    it('hold back 64 events before the answer', () => {
      const { seen, errors } = seenOf(failing(overloaded, ...metadata(64)).pipe(failOver([answering])));
      expect(seen).to.deep.equal([events.c, events.t, events.x]);
      expect(errors).to.deep.equal([]);
    });

    it('have begun to answer with the 65th, and all are emitted, in order', () => {
      const { seen, errors } = seenOf(failing(overloaded, ...metadata(66)).pipe(failOver([answering])));
      expect(seen).to.deep.equal(metadata(66));
      expect(errors).to.deep.equal([overloaded]);
    });
  });

  it(
    'begins anew with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failsLate = cold<ResponseEvent>(' -C-T---#', events, overloaded);
      const failsEarly = cold<ResponseEvent>('-C-#', events, overloaded);
      const second = cold<ResponseEvent>('       (tx|)', events);
      const streams: Observable<ResponseEvent>[] = [failsLate, failsEarly];
      const answer$ = defer(() => streams.shift() ?? EMPTY).pipe(failOver([second]));
      const secondSubs = '                    ---(^!)';
      expectObservable(answer$).toBe('        ---(CT)#', events, overloaded);
      expectObservable(answer$).toBe('        ---(tx|)', events);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );
});
