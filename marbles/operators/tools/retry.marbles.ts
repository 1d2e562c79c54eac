import { expect } from 'chai';
import { defer, from, map, NEVER, of, tap, throwError, timeout, type Observable } from 'rxjs';
import { ofType } from '../../../lib/operators/answer/ofType.js';
import { retryAnswer } from '../../../lib/operators/answer/retryAnswer.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
import type { AnswerEvent, ToolCall } from '../../../lib/answer/AnswerEvent.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });
const call: ToolCall = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' };
const again: ToolCall = { ...call, call_id: 'c2' };
const reset = (step: number): AnswerEvent => ({
  type: 'reset',
  attempt: 1,
  max: 5,
  delay: 2,
  error: apiErrorData(lost),
  step,
});
const events = {
  a: { type: 'output_item_done', item: call },
  b: { type: 'output_item_done', item: again },
  t: { type: 'output_text_delta', delta: 't' },
  x: { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
  s: { type: 'tool_started', call },
  f: { type: 'tool_finished', call, output: 'one', outcome: 'ok' },
  S: { type: 'tool_started', call: again },
  F: { type: 'tool_finished', call: again, output: 'one', outcome: 'ok' },
  R: reset(1),
  Q: reset(2),
} as const satisfies Readonly<Record<string, AnswerEvent>>;

const retry = () => retryAnswer<AnswerEvent>({ baseDelay: 2, random: () => 0.5 });

/** Answers the nth request with the nth stream. */
const asking = (...streams: readonly Observable<AnswerEvent>[]) => {
  const asked: number[] = [];
  const ask: Ask = (_, step) => defer(() => streams[asked.push(step) - 1] ?? NEVER);
  return { ask, asked };
};

type Run = (ask: Ask) => Observable<AnswerEvent>;

/** Every place of `retryAnswer` around and in a loop. */
const nestings: Readonly<Record<string, (ask: Ask, run: Run) => Observable<AnswerEvent>>> = {
  'inside the loop': (ask, run) => run((input, step) => from(ask(input, step)).pipe(retry())),
  'around the loop': (ask, run) => run(ask).pipe(retry()),
  'around a loop that is created for each attempt': (ask, run) => defer(() => run(ask)).pipe(retry()),
  'around the loop, with operators between': (ask, run) =>
    run(ask).pipe(
      map((event) => event),
      retry(),
    ),
  'inside and around the loop': (ask, run) => run((input, step) => from(ask(input, step)).pipe(retry())).pipe(retry()),
  'twice around the loop': (ask, run) => run(ask).pipe(retryAnswer<AnswerEvent>({ maxRetries: 0 }), retry()),
};

describe('T1 retryAnswer and runTools', () => {
  for (const [where, nest] of Object.entries(nestings))
    it(
      `repeat the failed step only, and run no tool twice: ${where}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const step1 = cold<AnswerEvent>('t-a(x|)', events);
        const step2 = cold<AnswerEvent>('   ------t-#', events, lost);
        const step3 = cold<AnswerEvent>('             -t(x|)', events);
        const subs1 = '                  ^--!';
        const subs2 = '                  ---^-------!';
        const subs3 = '                  -------------^-!';
        const expected = '               t-a(xsf)-t-Q--t(x|)';
        const { ask, asked } = asking(step1, step2, step3);
        let runs = 0;
        const tools = { f: () => of('one').pipe(tap(() => runs++)) };
        expectObservable(nest(ask, (steps) => runTools('hi', steps, tools))).toBe(expected, events);
        expectSubscriptions(step1.subscriptions).toBe(subs1);
        expectSubscriptions(step2.subscriptions).toBe(subs2);
        expectSubscriptions(step3.subscriptions).toBe(subs3);
        flush();
        expect(runs).to.equal(1);
        expect(asked).to.deep.equal([1, 2, 2]);
      }),
    );

  it(
    'do not repeat a loop that ended with the error of a tool: the tool would run again',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const step1 = cold<AnswerEvent>('a-(x|)', events);
      const tool = cold('               -----#', undefined, new Error('oops'));
      const toolSubs = '                --^----!';
      const expected = '                a-(xs)-#';
      const loop = runTools('hi', () => step1, { f: () => tool }, { failOn: () => true }).pipe(retry());
      expectObservable(loop).toBe(expected, events, errorLike({ type: 'stream', detail: 'oops' }));
      expectSubscriptions(tool.subscriptions).toBe(toolSubs);
    }),
  );

  it(
    'continue an early run of a call that the repeated step calls again',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempt1 = cold<AnswerEvent>('a-----#', events, lost);
      const attempt2 = cold<AnswerEvent>('        -b------(x|)', events);
      const step2 = cold<AnswerEvent>('                   ---t(x|)', events);
      const tool = cold('                 13ms (1|)', { 1: 'one' });
      const toolSubs = '                  ^ 12ms !';
      const expected = '                  (as)--R--(bS)F--x--t(x|)';
      const { ask } = asking(attempt1, attempt2, step2);
      const inner: Ask = (input, step) => from(ask(input, step)).pipe(retry());
      const loop = runTools('hi', inner, { f: () => tool }, { early: true });
      expectObservable(loop).toBe(expected, events);
      expectSubscriptions(tool.subscriptions).toBe(toolSubs);
    }),
  );

  for (const [where, nest] of [
    ['around the loop', (run) => run.pipe(retry())],
    [
      'around the loop, with operators between',
      (run) =>
        run.pipe(
          map((event) => event),
          retry(),
        ),
    ],
    ['around the loop, twice', (run) => run.pipe(retryAnswer<AnswerEvent>({ maxRetries: 0 }), retry())],
  ] as readonly (readonly [string, (run: Observable<AnswerEvent>) => Observable<AnswerEvent>])[])
    it(
      `continue an early run in the next attempt: ${where}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const attempt1 = cold<AnswerEvent>('a-----#', events, lost);
        const attempt2 = cold<AnswerEvent>('        -b------(x|)', events);
        const step2 = cold<AnswerEvent>('                   ---t(x|)', events);
        const tool = cold('                 13ms (1|)', { 1: 'one' });
        const toolSubs = '                  ^ 12ms !';
        const expected = '                  (as)--R--(bS)F--x--t(x|)';
        const { ask } = asking(attempt1, attempt2, step2);
        const loop = nest(runTools('hi', ask, { f: () => tool }, { early: true }));
        expectObservable(loop).toBe(expected, events);
        expectSubscriptions(tool.subscriptions).toBe(toolSubs);
      }),
    );

  it(
    'end an early run that the repeated step does not call again, when the step is over or the consumer leaves',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempt1 = cold<AnswerEvent>('a-----#', events, lost);
      const attempt2 = cold<AnswerEvent>('        --t(x|)', events);
      const tool = cold('                 ------------');
      const expected = '                  (as)--R---t(x|)';
      const left = '                      (as)--R';
      const unsub = '                     -------!';
      const loop = () =>
        runTools('hi', asking(attempt1, attempt2).ask, { f: () => tool }, { early: true }).pipe(retry());
      expectObservable(loop()).toBe(expected, events);
      expectObservable(loop(), unsub).toBe(left, events);
      expectSubscriptions(tool.subscriptions).toBe(['^----------!', '^------!']);
    }),
  );

  it(
    'run no tool twice if an operator between them fails while the tool runs',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const attempt1 = cold<AnswerEvent>('a-(x|)', events);
      const attempt2 = cold<AnswerEvent>('         b-(x|)', events);
      const step2 = cold<AnswerEvent>('                 t(x|)', events);
      const tool = cold('                   11ms (1|)', { 1: 'one' });
      const toolSubs = '                  --^ 10ms !';
      const expected = '                  13ms F|';
      const { ask } = asking(attempt1, attempt2, step2);
      const silent = { each: 5, with: () => throwError(() => lost) };
      const loop = runTools('hi', ask, { f: () => tool }).pipe(timeout(silent), retry());
      expectObservable(loop.pipe(ofType('tool_finished'))).toBe(expected, events);
      expectSubscriptions(tool.subscriptions).toBe(toolSubs);
    }),
  );
});
