import { asyncScheduler } from 'rxjs';
import type { ToolCall, ToolEvent, ToolOutput } from '../../../lib/answer/AnswerEvent.js';
import { toolEvents } from '../../../lib/operators/tools/toolEvents.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const call: ToolCall = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' };
const progress = (output: ToolOutput): ToolEvent => ({ type: 'tool_progress', call, output });
const finished = (output: ToolOutput): ToolEvent => ({ type: 'tool_finished', call, output, outcome: 'ok' });
const events = { a: progress('a'), b: progress('b'), A: finished('a'), B: finished('b'), E: finished('') };

describe('T7 toolEvents', () => {
  it(
    'emits all values but the last as progress, and the last one as the output',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const together = cold('(ab|)');
      const apart = cold('   a--b--|');
      const single = cold('  ---a--|');
      const none = cold('    ---|');
      const subs = '         ^-----!';
      expectObservable(together.pipe(toolEvents(call, asyncScheduler))).toBe('(aB|)', events);
      expectObservable(apart.pipe(toolEvents(call, asyncScheduler))).toBe('---a--(B|)', events);
      expectObservable(single.pipe(toolEvents(call, asyncScheduler))).toBe('------(A|)', events);
      expectObservable(none.pipe(toolEvents(call, asyncScheduler))).toBe('---(E|)', events);
      expectSubscriptions(apart.subscriptions).toBe(subs);
    }),
  );

  it(
    'shows a value within 50 ms, although it may be the last',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const slow = cold('a 199ms b 199ms |');
      const subs = '     ^ 399ms !';
      const expected = ' 50ms a 199ms b 149ms (B|)';
      expectObservable(slow.pipe(toolEvents(call, asyncScheduler))).toBe(expected, events);
      expectSubscriptions(slow.subscriptions).toBe(subs);
    }),
  );

  it(
    'shows the value before an error, and nothing after the consumer has left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failing = cold('a-#', undefined, new Error('oops'));
      const left = cold('   a----');
      const unsub = '       --!';
      expectObservable(failing.pipe(toolEvents(call, asyncScheduler))).toBe('--(a#)', events, new Error('oops'));
      expectObservable(left.pipe(toolEvents(call, asyncScheduler)), unsub).toBe('', events);
      expectSubscriptions(left.subscriptions).toBe('^-!');
    }),
  );

  it(
    'fails with a value that cannot be sent',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b---|', { a: () => 1, b: 1 });
      const last = cold('  a|', { a: () => 1 });
      const error = errorLike({ type: 'invalid_request' });
      expectObservable(source.pipe(toolEvents(call, asyncScheduler))).toBe('--#', events, error);
      expectObservable(last.pipe(toolEvents(call, asyncScheduler))).toBe('-#', events, error);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );
});
