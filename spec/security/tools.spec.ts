import { expect } from 'chai';
import { from, of } from 'rxjs';
import type { AnswerEvent, PendingTools } from '../../lib/answer/AnswerEvent.js';
import { resumeTools } from '../../lib/operators/tools/resumeTools.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { errorOf, valuesOf } from '../support/collect.js';

const call = (input: string) => ({ type: 'function_call', call_id: 'c', name: 'f', arguments: input }) as const;
const DONE: AnswerEvent = { type: 'completed', response_id: '', token_usage: null, status: 'completed' };

/** Runs a tool once, and returns the end of its run. */
const endOf = async (f: () => unknown) => {
  const first: readonly AnswerEvent[] = [{ type: 'output_item_done', item: call('{}') }, DONE];
  const events = await valuesOf(runTools('x', (_input, step) => from(step === 1 ? first : [DONE]), { f }));
  return events.flatMap((event) => (event.type === 'tool_finished' ? [[event.outcome, event.output]] : []))[0];
};

const thrower = (thrown: unknown) => () => {
  throw thrown;
};

describe('security: tools', () => {
  const circular: Record<string, unknown> = { type: 'input_text', text: 'a' };
  circular['self'] = circular;
  for (const [what, value] of Object.entries<unknown>({
    'a part with a bigint': { type: 'input_text', text: 5n },
    'a part that contains itself': circular,
    'parts of which one contains itself': [{ type: 'input_text', text: 'a' }, circular],
  }))
    it(`fails a tool that returns ${what}: no later request of the conversation could be sent`, async () => {
      expect(await endOf(() => value)).to.deep.equal([
        'failed',
        'error: the tool returned a value that cannot be written as JSON',
      ]);
    });

  const unreadable = {
    get message(): string {
      throw new Error('no');
    },
  };
  for (const [what, thrown, words] of [
    [
      'an error whose message is an object',
      Object.assign(new Error('x'), { message: { toString: null } }),
      '[object Object]',
    ],
    ['an object whose message throws', unreadable, 'the tool failed'],
  ] as const)
    it(`reports ${what} to the model, and goes on`, async () => {
      expect(await endOf(thrower(thrown))).to.deep.equal(['failed', `error: ${words}`]);
    });

  for (const [what, changes] of Object.entries<object>({
    'two calls have one id': { calls: [call('{}'), call('{"all":true}')] },
    'an output is null': { outputs: [null] },
    'an item is a number': { input: [5] },
  }))
    it(`runs nothing of a stored state in which ${what}`, async () => {
      let runs = 0;
      const state: unknown = { step: 1, input: [], calls: [call('{}')], outputs: [], ...changes };
      const isPending = (value: unknown): value is PendingTools => typeof value === 'object';
      if (!isPending(state)) return expect.fail('no state');
      const error = await errorOf(resumeTools(state, { c: true }, () => of(DONE), { f: () => ++runs }));
      expect(error).to.have.nested.property('error.type', 'build');
      expect(runs).to.equal(0);
      return undefined;
    });
});
