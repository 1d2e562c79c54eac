import { expect } from 'chai';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { toolLoop } from '../../../lib/operators/tools/toolLoop.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const call = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' } as const;
const output = { type: 'function_call_output', call_id: 'c1', output: 'one' } as const;
const question = userMessage('hi');
const events = {
  a: { type: 'output_item_done', item: call },
  t: { type: 'output_text_delta', delta: 't' },
  s: { type: 'tool_started', call },
  f: { type: 'tool_finished', call, output: 'one', outcome: 'ok' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const satisfies Readonly<Record<string, AnswerEvent>>;
const first = () => ({ step: 1, input: [question] });

describe('toolLoop', () => {
  it(
    'requests step after step, with the outputs of each, and ends with the step without calls',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const steps = [cold<AnswerEvent>('-a(x|)', events), cold<AnswerEvent>('-t(x|)', events)] as const;
      const inputs: unknown[] = [];
      const ask = (input: unknown, step: number) => {
        inputs.push([step, input]);
        return steps[step === 1 ? 0 : 1];
      };
      expectObservable(toolLoop(first, ask, { f: () => cold('----(1|)', { 1: 'one' }) }, {})).toBe(
        '-a(xs)ft(x|)',
        events,
      );
      expectSubscriptions(steps[0].subscriptions).toBe('^-!');
      expectSubscriptions(steps[1].subscriptions).toBe('------^-!');
      flush();
      expect(inputs).to.deep.equal([
        [1, [question]],
        [2, [question, call, output]],
      ]);
    }),
  );

  it(
    'fails with max_steps before the request of the step that is one too many',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const step = cold<AnswerEvent>('-a(x|)', events);
      const tool = cold('----(1|)', { 1: 'one' });
      const loop = toolLoop(first, () => step, { f: () => tool }, { maxSteps: 1 });
      expectObservable(loop).toBe('-a(xs)(f#)', events, errorLike({ type: 'incomplete', reason: 'max_steps' }));
      expectSubscriptions(step.subscriptions).toBe('^-!');
      expectSubscriptions(tool.subscriptions).toBe('--^---!');
    }),
  );

  it(
    'requests nothing before it is subscribed to, and leaves the request with its subscriber',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const step = cold<AnswerEvent>('-t---', events);
      const loop = toolLoop(first, () => step, {}, {});
      expectSubscriptions(step.subscriptions).toBe('--^--!');
      expectObservable(loop, '--^--!').toBe('---t', events);
    }),
  );

  it(
    'fails with a build error for limits that would hang it, and for a function that returns no stream',
    marbles(({ expectObservable }) => {
      const built = errorLike({ type: 'transport' });
      const never = () => expect.fail('nothing must be requested');
      for (const limits of [{ maxSteps: 0 }, { maxCalls: -1 }, { concurrency: 0 }, { timeout: NaN }])
        expectObservable(toolLoop(first, never, {}, limits)).toBe('#', undefined, built);
    }),
  );

  it(
    'passes the error of a step on',
    marbles(({ cold, expectObservable }) => {
      const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'cut' });
      expectObservable(toolLoop(first, () => cold<AnswerEvent>('-t#', events, lost), {}, {})).toBe('-t#', events, lost);
    }),
  );
});
