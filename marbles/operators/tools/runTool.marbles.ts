import { expect } from 'chai';
import type { ToolCall, ToolEvent, ToolOutput } from '../../../lib/answer/AnswerEvent.js';
import { runTool } from '../../../lib/operators/tools/runTool.js';
import { tool } from '../../../lib/operators/tools/tool.js';
import { toolSet } from '../../../lib/operators/tools/toolSet.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const call: ToolCall = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' };
const finished = (output: ToolOutput, outcome: 'ok' | 'failed' | 'refused' = 'ok'): ToolEvent => ({
  type: 'tool_finished',
  call,
  output,
  outcome,
});
const events = {
  q: { type: 'tool_approval_requested', call },
  s: { type: 'tool_started', call },
  f: finished('one'),
  r: finished('the user did not approve this call', 'refused'),
  t: finished('error: the tool did not finish within 0.005 seconds', 'failed'),
} as const satisfies Readonly<Record<string, ToolEvent>>;

describe('runTool', () => {
  it(
    'limits the time of the run, not that of the approval, and aborts the signal',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const approval = cold('   --------(y|)', { y: true });
      const endless = cold('            -------');
      const approvalSubs = '    ^-------!';
      const toolSubs = '        --------^----!';
      const expected = '        q-------s----(t|)';
      const signals: AbortSignal[] = [];
      const tools = toolSet({
        f: (_, { signal }) => {
          signals.push(signal);
          return endless;
        },
      });
      expectObservable(runTool(call, tools, { approve: () => approval, timeout: 5 })).toBe(expected, events);
      expectSubscriptions(approval.subscriptions).toBe(approvalSubs);
      expectSubscriptions(endless.subscriptions).toBe(toolSubs);
      flush();
      expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    }),
  );

  it(
    "prefers the time limit of the tool to that of the loop, and has none for Infinity and for today's longest timer",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('             9ms (x|)', { x: 'one' });
      const own = (timeout: number) =>
        toolSet([tool({ name: 'f', parameters: { type: 'object' }, timeout, run: () => slow })]);
      expectObservable(runTool(call, own(5), { timeout: 100 })).toBe('s----(t|)', events);
      expectObservable(runTool(call, own(Infinity), { timeout: 5 })).toBe('s 8ms (f|)', events);
      expectObservable(runTool(call, own(2 ** 40), {})).toBe('s 8ms (f|)', events);
      expectSubscriptions(slow.subscriptions).toBe(['^----!', '^ 8ms !', '^ 8ms !']);
    }),
  );

  it(
    'waits without an end for a decision of another process, and takes one that is given',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const run = cold('--(x|)', { x: 'one' });
      const tools = toolSet([tool({ name: 'f', parameters: { type: 'object' }, needsApproval: true, run: () => run })]);
      expectObservable(runTool(call, tools, {})).toBe('(q|)', events);
      expectObservable(runTool(call, tools, {}, () => true)).toBe('s-(f|)', events);
      expectObservable(runTool(call, tools, {}, () => undefined)).toBe('(r|)', events);
      expectSubscriptions(run.subscriptions).toBe(['^-!']);
    }),
  );

  it(
    'leaves the approval and the tool when the consumer does, and takes the first answer only',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const approval = cold<boolean>('--n-y', { n: false, y: true });
      const silent = cold<boolean>('  -----');
      const run = cold('     -----');
      const unsub = '        ---!';
      const options = { approve: () => approval };
      const tools = toolSet({ f: () => run });
      expectObservable(runTool(call, tools, options)).toBe('q-(r|)', events);
      expectObservable(runTool(call, tools, { approve: () => silent }), unsub).toBe('q', events);
      expectObservable(runTool(call, tools, {}), unsub).toBe('s', events);
      expectSubscriptions(approval.subscriptions).toBe(['^-!']);
      expectSubscriptions(silent.subscriptions).toBe(['^--!']);
      expectSubscriptions(run.subscriptions).toBe(['^--!']);
    }),
  );

  it(
    'fails with an error that failOn selects, and with that of failOn itself',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const run = cold('--#', undefined, new Error('oops'));
      const tools = toolSet({ f: () => run });
      const throwing = () => {
        throw new Error('failOn');
      };
      expectObservable(runTool(call, tools, { failOn: () => true })).toBe(
        's-#',
        events,
        errorLike({ message: 'oops' }),
      );
      expectObservable(runTool(call, tools, { failOn: throwing })).toBe(
        's-#',
        events,
        errorLike({ message: 'failOn' }),
      );
      expectSubscriptions(run.subscriptions).toBe(['^-!', '^-!']);
    }),
  );
});
