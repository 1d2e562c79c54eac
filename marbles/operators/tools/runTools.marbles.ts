import { expect } from 'chai';
import { NEVER, of, type Observable } from 'rxjs';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
import type { Tools } from '../../../lib/operators/tools/Tools.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import type { AnswerEvent, ToolCall, ToolOutput } from '../../../lib/answer/AnswerEvent.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const callOf = (call_id: string, input = '{}', name = 'f'): ToolCall => ({
  type: 'function_call',
  name,
  arguments: input,
  call_id,
});
const message: ResponseItem = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 't' }] };
const done = (item: ResponseItem): AnswerEvent => ({ type: 'output_item_done', item });
const started = (call: ToolCall): AnswerEvent => ({ type: 'tool_started', call });
const finished = (call: ToolCall, output: ToolOutput, outcome: 'ok' | 'failed' | 'refused' = 'ok'): AnswerEvent => ({
  type: 'tool_finished',
  call,
  output,
  outcome,
});
const outputOf = ({ call_id }: ToolCall, output: string): ResponseItem => ({
  type: 'function_call_output',
  call_id,
  output,
});

const [first, second] = [callOf('c1'), callOf('c2')];
const completed = { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' } as const;
const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });
const events = {
  a: done(first),
  b: done(second),
  t: { type: 'output_text_delta', delta: 't' },
  m: done(message),
  r: { type: 'reset', attempt: 1, max: 5, delay: 200, error: lost },
  x: completed,
  l: { ...completed, status: 'incomplete', finish_reason: 'length' },
  q: { type: 'tool_approval_requested', call: first },
  s: started(first),
  Q: { type: 'tool_approval_requested', call: second },
  S: started(second),
  f: finished(first, 'one'),
  F: finished(second, 'two'),
} as const satisfies Readonly<Record<string, AnswerEvent>>;

/** Answers the nth turn with the nth stream, and keeps what was asked. */
const asking = (...turns: readonly Observable<AnswerEvent>[]) => {
  const inputs: (readonly ResponseItem[])[] = [];
  const ask: Ask = (input) => turns[inputs.push(input) - 1] ?? NEVER;
  return { ask, inputs };
};

const asked = userMessage('hi');

describe('runTools', () => {
  it(
    'runs what the model calls, sends it the outputs, and ends when it calls nothing',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const turn1 = cold<AnswerEvent>('a----(x|)', events);
      const tool = cold('                   -- 8ms (1|)', { 1: 'one' });
      const turn2 = cold<AnswerEvent>('                  -t-m(x|)', events);
      const subs1 = '                  ^----! 9ms -----';
      const toolSubs = '               -----^ 9ms !----';
      const subs2 = '                  ------ 9ms ^---!';
      const expected = '               a----(xs) 6ms ft-m(x|)';
      const { ask, inputs } = asking(turn1, turn2);
      expectObservable(runTools('hi', ask, { f: () => tool })).toBe(expected, events);
      expectSubscriptions(turn1.subscriptions).toBe(subs1);
      expectSubscriptions(tool.subscriptions).toBe(toolSubs);
      expectSubscriptions(turn2.subscriptions).toBe(subs2);
      flush();
      expect(inputs).to.deep.equal([[asked], [asked, first, outputOf(first, 'one')]]);
    }),
  );

  it(
    'runs several at the same time, and sends the model the outputs in the order of its calls',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const turn1 = cold<AnswerEvent>('a----(bx|)', events);
      const slow = cold('                   20ms (1|)', { 1: 'one' });
      const fast = cold('                   10ms (2|)', { 2: 'two' });
      const slowSubs = '               -----^ 19ms !';
      const fastSubs = '               -----^ 9ms !';
      const unsub = '                  30ms !';
      const expected = '               a----(bxsS) 4ms F 9ms f';
      const { ask, inputs } = asking(turn1);
      const tools: Tools = { f: (_, { call: { call_id } }) => (call_id === 'c1' ? slow : fast) };
      expectObservable(runTools('hi', ask, tools), unsub).toBe(expected, events);
      expectSubscriptions(slow.subscriptions).toBe(slowSubs);
      expectSubscriptions(fast.subscriptions).toBe(fastSubs);
      flush();
      expect(inputs[1]).to.deep.equal([asked, first, second, outputOf(first, 'one'), outputOf(second, 'two')]);
    }),
  );

  it(
    'runs no more at the same time than it may',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn1 = cold<AnswerEvent>('a----(bx|)', events);
      const tool = cold('                   9ms (1|)', { 1: 'one' });
      const subs = ['                  -----^ 8ms !', '14ms ^ 8ms !'];
      const unsub = '                  30ms !';
      const expected = '               a----(bxs) 4ms (fS) 5ms g';
      const told = runTools('hi', asking(turn1).ask, { f: () => tool }, { concurrency: 1 });
      expectObservable(told, unsub).toBe(expected, { ...events, g: finished(second, 'one') });
      expectSubscriptions(tool.subscriptions).toBe(subs);
    }),
  );

  it(
    'requests approval before it runs, and reports a refusal to the model',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn1 = cold<AnswerEvent>('a----(x|)', events);
      const approval = cold('               ----n---', { n: false });
      const tool = cold('           -------');
      const turn2 = cold<AnswerEvent>('         -m(x|)', events);
      const approvalSubs = '           -----^---!  ';
      const subs2 = '                  ---------^-!';
      const expected = '               a----(xq)nm(x|)';
      const refused = finished(first, 'the user did not approve this call', 'refused');
      const told = runTools('hi', asking(turn1, turn2).ask, { f: () => tool }, { approve: () => approval });
      expectObservable(told).toBe(expected, { ...events, n: refused });
      expectSubscriptions(approval.subscriptions).toBe(approvalSubs);
      expectSubscriptions(tool.subscriptions).toBe([]);
      expectSubscriptions(turn2.subscriptions).toBe(subs2);
    }),
  );

  it(
    'unsubscribes from the step, the approval and the tools when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn1 = cold<AnswerEvent>('  -a---', events);
      const calling = cold<AnswerEvent>('-(abx|)', events);
      const tool = cold('         -----');
      const approval = cold<boolean>('    -----');
      const unsub = '                    ^--!';
      const subs = '                     -^-!';
      expectObservable(
        runTools('hi', () => turn1, {}),
        unsub,
      ).toBe('-a', events);
      expectObservable(
        runTools('hi', () => calling, { f: () => tool }),
        unsub,
      ).toBe('-(abxsS)', events);
      expectObservable(
        runTools('hi', () => calling, { f: () => tool }, { approve: () => approval }),
        unsub,
      ).toBe('-(abxqQ)', events);
      expectSubscriptions(turn1.subscriptions).toBe(unsub);
      expectSubscriptions(tool.subscriptions).toBe([subs, subs]);
      expectSubscriptions(approval.subscriptions).toBe([subs, subs]);
    }),
  );

  it(
    'requests nothing before it is subscribed, and starts again with every subscription',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const turn = cold<AnswerEvent>('-m(x|)', events);
      const subs = ['                 ^-!', '---^-!'];
      const { ask, inputs } = asking(turn, turn);
      const told = runTools('hi', ask, {});
      expect(inputs).to.deep.equal([]);
      expectObservable(told).toBe('-m(x|)', events);
      expectObservable(told, '---^').toBe('----m(x|)', events);
      expectSubscriptions(turn.subscriptions).toBe(subs);
      flush();
      expect(inputs).to.deep.equal([[asked], [asked]]);
    }),
  );

  it(
    'fails when the model calls tools in too many steps',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<AnswerEvent>('a 19ms (x|)', events);
      const subs = ['                 ^ 19ms !', '20ms ^ 19ms !'];
      const expected = '              a 19ms (xsfa) 14ms (xsf#)';
      const error = errorLike({ type: 'incomplete', reason: 'max_steps' });
      const told = runTools('hi', () => turn, { f: () => of('one') }, { maxSteps: 2 });
      expectObservable(told).toBe(expected, events, error);
      expectSubscriptions(turn.subscriptions).toBe(subs);
    }),
  );

  it(
    'fails with the error of a tool that failOn selects, and unsubscribes from the others',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<AnswerEvent>('(abx|)', events);
      const failing = cold('  10ms #', undefined, new Error('oops'));
      const other = cold('    20ms (a|)');
      const subs = '                  ^ 9ms !';
      const expected = '              (abxsS) 3ms #';
      const tools: Tools = { f: (_, { call: { call_id } }) => (call_id === 'c1' ? failing : other) };
      const told = runTools('hi', () => turn, tools, { failOn: () => true });
      expectObservable(told).toBe(expected, events, errorLike({ type: 'stream', detail: 'oops' }));
      expectSubscriptions(other.subscriptions).toBe(subs);
    }),
  );

  it(
    'runs nothing of an answer that was cut short, that a reset took back, or that failed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cut = cold<AnswerEvent>('    -a-(l|)', events);
      const reset = cold<AnswerEvent>('  -arm(x|)', events);
      const failing = cold<AnswerEvent>('-a-#', events, lost);
      const tool = cold('---');
      const loop = (turn: Observable<AnswerEvent>) => runTools('hi', () => turn, { f: () => tool });
      expectObservable(loop(cut)).toBe('    -a-(l|)', events);
      expectObservable(loop(reset)).toBe('  -arm(x|)', { ...events, r: { ...events.r, step: 1 } });
      expectObservable(loop(failing)).toBe('-a-#', events, lost);
      expectSubscriptions(tool.subscriptions).toBe([]);
    }),
  );

  it(
    'runs a call as soon as it has been received with early, and requests the next step when both are over',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const turn1 = cold<AnswerEvent>('-a------b---------(x|)', events);
      const slow = cold('               -------------------(1|)', { 1: 'one' });
      const fast = cold('                      ----(2|)', { 2: 'two' });
      const turn2 = cold<AnswerEvent>('                    -t-m(x|)', events);
      const slowSubs = '               -^------------------!';
      const fastSubs = '               --------^---!';
      const subs2 = '                  --------------------^---!';
      const expected = '               -(as)---(bS)F-----x-ft-m(x|)';
      const { ask, inputs } = asking(turn1, turn2);
      const tools: Tools = { f: (_, { call: { call_id } }) => (call_id === 'c1' ? slow : fast) };
      expectObservable(runTools('hi', ask, tools, { early: true })).toBe(expected, events);
      expectSubscriptions(slow.subscriptions).toBe(slowSubs);
      expectSubscriptions(fast.subscriptions).toBe(fastSubs);
      expectSubscriptions(turn2.subscriptions).toBe(subs2);
      flush();
      expect(inputs[1]).to.deep.equal([asked, first, second, outputOf(first, 'one'), outputOf(second, 'two')]);
    }),
  );

  it(
    'runs a call early only if it is whole: a stream that breaks off may end in the middle of one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const cut = { ...first, arguments: '{"a":' };
      const custom: ToolCall = { type: 'custom_tool_call', name: 'f', input: 'a', call_id: 'c1' };
      const none = { ...first, arguments: '' };
      const tool = cold('        ----');
      for (const call of [cut, custom, none]) {
        const turn = cold<AnswerEvent>('a-#', { a: done(call) }, lost);
        const loop = runTools('hi', () => turn, { f: () => tool }, { early: true });
        expectObservable(loop).toBe('a-#', { a: done(call) }, lost);
      }
      expectSubscriptions(tool.subscriptions).toBe([]);
    }),
  );
});
