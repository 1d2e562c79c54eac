import { NEVER, switchMap, tap } from 'rxjs';
import type { ToolCall, ToolEvent } from '../../../lib/answer/AnswerEvent.js';
import { keptRuns } from '../../../lib/operators/tools/keptRuns.js';
import { marbles } from '../../../spec/support/marbles.js';

const callOf = (call_id: string, json = '{}'): ToolCall => ({
  type: 'function_call',
  name: 'f',
  arguments: json,
  call_id,
});
const [first, again, other] = [callOf('c1'), callOf('c2'), callOf('c3', '{"a":1}')];
const started = (call: ToolCall): ToolEvent => ({ type: 'tool_started', call });
const finished = (call: ToolCall): ToolEvent => ({ type: 'tool_finished', call, output: 'x', outcome: 'ok' });
const events = { s: started(first), f: finished(first), S: started(again), F: finished(again) };

describe('keptRuns', () => {
  it(
    'continues a run that was taken back for an equal call, with the events so far, and for no other',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const tool = cold('s-----(f|)', events);
      const subs = '     ^-----!';
      const later = cold('    ----', events);
      const laterSubs = '  --^----';
      const runs = keptRuns();
      const takenBack = hot('--x').pipe(tap(() => runs.takeBack()));
      expectObservable(runs.run(first, () => tool)).toBe('s-----(f|)', events);
      expectObservable(takenBack.pipe(switchMap(() => runs.run(again, () => NEVER)))).toBe('--S---F', events);
      expectObservable(hot('--x').pipe(switchMap(() => runs.run(other, () => later)))).toBe('', events);
      expectSubscriptions(tool.subscriptions).toBe(subs);
      expectSubscriptions(later.subscriptions).toBe(laterSubs);
    }),
  );

  it(
    'repeats the events of a run with the call that took it over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const tool = cold('(sf|)', events);
      const runs = keptRuns();
      expectObservable(runs.run(first, () => tool)).toBe('(sf|)', events);
      runs.takeBack();
      expectObservable(runs.run(again, () => NEVER)).toBe('(SF|)', events);
      expectSubscriptions(tool.subscriptions).toBe('(^!)');
    }),
  );

  it(
    'runs two equal calls of one step apart, and ends all runs',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const tool = cold('s-----', events);
      const subs = '     ^--!';
      const runs = keptRuns();
      expectObservable(runs.run(first, () => tool)).toBe('s', events);
      expectObservable(runs.run(first, () => tool)).toBe('s', events);
      const ending = hot('---x').pipe(tap(() => runs.end()));
      expectObservable(ending).toBe('---x');
      expectSubscriptions(tool.subscriptions).toBe([subs, subs]);
    }),
  );
});
