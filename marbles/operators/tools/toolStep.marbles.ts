import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { loopMemory } from '../../../lib/operators/tools/retryScope.js';
import type { RunToolsOptions } from '../../../lib/operators/tools/RunToolsOptions.js';
import { toolSet } from '../../../lib/operators/tools/toolSet.js';
import { toolStep, type NextStep } from '../../../lib/operators/tools/toolStep.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';
import type { Observable } from 'rxjs';

const callOf = (call_id: string) => ({ type: 'function_call', name: 'f', arguments: '{}', call_id }) as const;
const outputOf = (call_id: string) => ({ type: 'function_call_output', call_id, output: '1' }) as const;
const [one, two] = [callOf('c1'), callOf('c2')];
const question = userMessage('hi');
const next = (...calls: readonly (typeof one)[]): NextStep => ({
  type: 'next_step',
  next: { step: 2, input: [question, ...calls, ...calls.map(({ call_id }) => outputOf(call_id))] },
});
const events = {
  a: { type: 'output_item_done', item: one },
  b: { type: 'output_item_done', item: two },
  s: { type: 'tool_started', call: one },
  S: { type: 'tool_started', call: two },
  f: { type: 'tool_finished', call: one, output: '1', outcome: 'ok' },
  F: { type: 'tool_finished', call: two, output: '1', outcome: 'ok' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const satisfies Readonly<Record<string, AnswerEvent>>;
const emitted = { ...events, n: next(one), N: next(one, two) };

const stepOf = (
  answer$: Observable<AnswerEvent>,
  tool$: Observable<unknown>,
  options: RunToolsOptions = {},
): Observable<AnswerEvent | NextStep> =>
  toolStep(
    { step: 1, input: [question] },
    {
      ask: () => answer$,
      tools: toolSet({ f: () => tool$ }),
      options,
      memory: loopMemory(),
      isRetried: false,
      within: undefined,
    },
  );

describe('toolStep', () => {
  it(
    'runs the calls when the answer is complete, and emits the next step behind the last output',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<AnswerEvent>('-a--(x|)', events);
      const tool$ = cold('----(1|)', { 1: '1' });
      expectObservable(stepOf(answer$, tool$)).toBe('-a--(xs)(fn|)', emitted);
      expectSubscriptions(answer$.subscriptions).toBe('^---!');
      expectSubscriptions(tool$.subscriptions).toBe('----^---!');
    }),
  );

  it(
    'runs a call with early while the answer is received',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<AnswerEvent>('-a----(x|)', events);
      const tool$ = cold('----(1|)', { 1: '1' });
      expectObservable(stepOf(answer$, tool$, { early: true })).toBe('-(as)f(xn|)', emitted);
      expectSubscriptions(tool$.subscriptions).toBe('-^---!');
    }),
  );

  it(
    'runs no more calls at once than concurrency',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<AnswerEvent>('(abx|)', events);
      const tool$ = cold('------(1|)', { 1: '1' });
      expectObservable(stepOf(answer$, tool$, { concurrency: 1 })).toBe('(abxs)(fS)--(FN|)', emitted);
      expectSubscriptions(tool$.subscriptions).toBe(['^-----!', '------^-----!']);
    }),
  );

  it(
    'fails with max_calls at the call that is one too many, and runs none',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<AnswerEvent>('-a-b-(x|)', events);
      const tool$ = cold('--(1|)', { 1: '1' });
      expectObservable(stepOf(answer$, tool$, { maxCalls: 1 })).toBe(
        '-a-#',
        emitted,
        errorLike({ type: 'incomplete', reason: 'max_calls' }),
      );
      expectSubscriptions(answer$.subscriptions).toBe('^--!');
      expectSubscriptions(tool$.subscriptions).toBe([]);
    }),
  );

  it(
    'leaves the request and the tools with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer$ = cold<AnswerEvent>('(ax|)', events);
      const tool$ = cold('-------(1|)', { 1: '1' });
      expectObservable(stepOf(answer$, tool$), '^---!').toBe('(axs)', emitted);
      expectSubscriptions(tool$.subscriptions).toBe('^---!');
      expectSubscriptions(answer$.subscriptions).toBe('(^!)');
    }),
  );
});
