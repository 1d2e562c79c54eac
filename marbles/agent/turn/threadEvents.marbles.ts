import { map, NEVER, of, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { Codex } from '../../../lib/agent/Codex.js';
import type { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { exited, running, virtualProcess } from '../../../lib/testing/virtualProcess.js';
import type { RunningProcess } from '../../../lib/transport/ProcessTransport.js';
import { marbles } from '../../../spec/support/marbles.js';
import { OUTPUT, TYPES } from '../../../spec/support/agent/threadLines.js';

const threadOf = (scheduler: TestScheduler, ...runs: readonly Observable<RunningProcess>[]) =>
  new Codex({
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualProcess(...runs),
    idleTimeout: 20,
    exitGrace: 9,
    scheduler,
  }).startThread();
const types = (events: Observable<ThreadEvent>): Observable<string> => events.pipe(map(({ type }) => type));
const stream = (detail: string) => errorLike({ type: 'stream', detail });

describe('a turn of the agent', () => {
  it(
    'starts nothing before subscribe, and completes when the program has exited after its turn',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-s-i-c--|', OUTPUT);
      const run = cold('   ---(p|)', { p: running(stdout) });
      const subs = '       --^--!';
      const stdoutSubs = ' -----^--------!';
      const subscribed = ' --^';
      const expected = '   -----t-s-i-c--|';
      expectObservable(types(threadOf(scheduler, run).events('Hi')), subscribed).toBe(expected, TYPES);
      expectSubscriptions(run.subscriptions).toBe(subs);
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );

  it(
    'ends a program that goes on after its turn when the grace is over, and ignores what it says',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-c-i-b-f------', OUTPUT);
      const stdoutSubs = '   ^----------!';
      const expected = '     t-c--------|';
      const run = of(running(stdout, NEVER));
      expectObservable(types(threadOf(scheduler, run).events('Hi'))).toBe(expected, TYPES);
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );

  it(
    'completes where the program breaks off after its turn, whatever its exit code',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const first = cold('   t-c--|', OUTPUT);
      const second = cold('  t-f--#', OUTPUT);
      const firstSubs = '    ^----!';
      const expected = '     t-c--|';
      const failed = '       t-f--|';
      const exit = of(exited({ code: 1, stderr: 'panicked' }));
      expectObservable(types(threadOf(scheduler, of(running(first, exit))).events('Hi'))).toBe(expected, TYPES);
      expectObservable(types(threadOf(scheduler, of(running(second, exit))).events('Hi'))).toBe(failed, TYPES);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
    }),
  );

  it(
    'fails where the program ends before its turn, with its exit code and the last of its stderr',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-i-e-|', OUTPUT);
      const stdoutSubs = '   ^-----!';
      const expected = '     t-i-e-#';
      const run = of(running(stdout, of(exited({ code: 2, stderr: 'no such model' }))));
      const error = stream('codex exited with code 2 before the turn was complete: no such model');
      expectObservable(types(threadOf(scheduler, run).events('Hi'))).toBe(expected, TYPES, error);
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );

  it(
    'names the signal that ended the program, and takes code 0 without a terminal event for no success',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-|', OUTPUT);
      const stdoutSubs = '   ^-!';
      const expected = '     t-#';
      const killed = of(running(stdout, of(exited({ signal: 'SIGKILL' }))));
      const gone = of(running(stdout));
      expectObservable(types(threadOf(scheduler, killed).events('Hi'))).toBe(
        expected,
        TYPES,
        stream('codex was terminated by SIGKILL before the turn was complete'),
      );
      expectObservable(types(threadOf(scheduler, gone).events('Hi'))).toBe(
        expected,
        TYPES,
        stream('codex exited with code 0 before the turn was complete'),
      );
      expectSubscriptions(stdout.subscriptions).toBe([stdoutSubs, stdoutSubs]);
    }),
  );

  it(
    'waits for the exit where the output ends first',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-|', OUTPUT);
      const exit = cold('      ---(e|)', { e: exited({ code: 2 }) });
      const exitSubs = '     --^--!';
      const expected = '     t----#';
      const error = stream('codex exited with code 2 before the turn was complete');
      expectObservable(types(threadOf(scheduler, of(running(stdout, exit))).events('Hi'))).toBe(expected, TYPES, error);
      // the second one waits for the thread's next turn
      expectSubscriptions(exit.subscriptions).toBe([exitSubs, '-----^--!']);
    }),
  );

  it(
    'fails after a silence, and ends the program',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-s------------------------', OUTPUT);
      const stdoutSubs = '   ^---------------------!';
      const expected = '     t-s-------------------#';
      const run = of(running(stdout, of(exited())));
      const error = stream('idle timeout waiting for codex');
      expectObservable(types(threadOf(scheduler, run).events('Hi'))).toBe(expected, TYPES, error);
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );

  it(
    'fails at a line that is not JSON, showing it, and passes over blank ones',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('  t-b-x-c-|', OUTPUT);
      const stdoutSubs = '   ^---!';
      const expected = '     t---#';
      const run = of(running(stdout, of(exited())));
      const error = stream('expected a JSON frame, got: {"type":');
      expectObservable(types(threadOf(scheduler, run).events('Hi'))).toBe(expected, TYPES, error);
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );

  it(
    'ends the program at once when its consumer leaves: before it runs, in its turn, and after it',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const stdout = cold('     -t-s-c-----', OUTPUT);
      const run = cold('      --p', { p: running(stdout, of(exited())) });
      const early = '         ^!';
      const late = '          ^-----!';
      const afterwards = '    ^--------!';
      const events = () => types(threadOf(scheduler, run).events('Hi'));
      expectObservable(events(), early).toBe('     --');
      expectObservable(events(), late).toBe('      ---t-s-', TYPES);
      expectObservable(events(), afterwards).toBe('---t-s-c--', TYPES);
      expectSubscriptions(run.subscriptions).toBe(['^!', '^-!', '^-!']);
      expectSubscriptions(stdout.subscriptions).toBe(['--^---!', '--^------!']);
    }),
  );

  it(
    'ends the program when the signal fires',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const abort = time('   ---|');
      const stdout = cold('  t-s-----', OUTPUT);
      const stdoutSubs = '   ^--!';
      const expected = '     t-s#';
      const controller = new AbortController();
      scheduler.schedule(() => controller.abort(), abort);
      const events = threadOf(scheduler, of(running(stdout, of(exited())))).events('Hi', { signal: controller.signal });
      expectObservable(types(events)).toBe(expected, TYPES, errorLike({ type: 'transport' }));
      expectSubscriptions(stdout.subscriptions).toBe(stdoutSubs);
    }),
  );
});

describe('two turns of one thread', () => {
  it(
    'run one after the other, the second when the program of the first is gone',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const first = cold('   t-c-|', OUTPUT);
      const exit = cold('        --(e|)', { e: exited() });
      const second = cold('        t-c|', OUTPUT);
      const secondSubs = '   ------^--!';
      const thread = threadOf(scheduler, of(running(first, exit)), of(running(second)));
      expectObservable(types(thread.events('one'))).toBe('t-c-|', TYPES);
      expectObservable(types(thread.events('two'))).toBe('------t-c|', TYPES);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'do not meet on disk where the first is left: the second waits until its program is gone',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const first = cold('   t-s-----', OUTPUT);
      const exit = cold('       --(e|)', { e: exited({ signal: 'SIGTERM' }) });
      const second = cold('       t-c|', OUTPUT);
      const firstSubs = '    ^--!';
      const secondSubs = '   -----^--!';
      const thread = threadOf(scheduler, of(running(first, exit)), of(running(second)));
      expectObservable(types(thread.events('one')), firstSubs).toBe('t-s-', TYPES);
      expectObservable(types(thread.events('two'))).toBe('-----t-c|', TYPES);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'leave the queue when the signal fires while they wait',
    marbles(({ cold, time, expectObservable, expectSubscriptions }, scheduler) => {
      const abort = time('   --|');
      const first = cold('   t---c|', OUTPUT);
      const second = cold('  t-c|', OUTPUT);
      const controller = new AbortController();
      scheduler.schedule(() => controller.abort(), abort);
      const thread = threadOf(scheduler, of(running(first)), of(running(second)));
      expectObservable(types(thread.events('one'))).toBe('t---c|', TYPES);
      expectObservable(types(thread.events('two', { signal: controller.signal }))).toBe(
        '--#',
        TYPES,
        errorLike({ type: 'transport' }),
      );
      expectSubscriptions(second.subscriptions).toBe([]);
    }),
  );
});
