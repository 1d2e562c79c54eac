import { expect } from 'chai';
import type { TestScheduler } from 'rxjs/testing';
import { alwaysOpen } from '../../../lib/backpressure/Demand.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { AnswerRuns } from '../../../lib/relay/server/AnswerRuns.js';
import { memoryReplayStore } from '../../../lib/relay/store/memoryReplayStore.js';
import { marbles } from '../../../spec/support/marbles.js';

const fail = (cause: unknown): never => {
  throw cause;
};

const message = (sequence: number, value: string) =>
  ({ sequence, event: 'message', data: JSON.stringify(value) }) as const;
const a = message(1, 'a');
const b = message(2, 'b');
const done = (sequence: number, duration: number) =>
  ({ sequence, event: 'done', data: `{"duration":${duration}}` }) as const;

const createRuns = (scheduler: TestScheduler, grace: number) => {
  const store = memoryReplayStore({ scheduler });
  const runs = new AnswerRuns({
    store,
    grace,
    lease: 30,
    describeError: apiErrorData,
    onError: (error) => {
      throw error;
    },
    scheduler,
  });
  const start: AnswerRuns['start'] = (answer, source) => {
    store.create(answer);
    runs.start(answer, source);
  };
  return { store, runs, start };
};

describe('AnswerRuns', () => {
  it(
    'receives an answer once for two readers; the late one gets the frames from the beginning',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a---b--|');
      const subs = '         ^-------!';
      const early = '        -a---b--(d|)';
      const late = '         ---a-b--(d|)';
      const { runs, start } = createRuns(scheduler, 5);
      start('answer', source);
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe(early, { a, b, d: done(3, 8) });
      expectObservable(runs.read('answer', 'two', 0, alwaysOpen), '---^').toBe(late, { a, b, d: done(3, 8) });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops an answer some time after its last reader was lost, not before the other one',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a---b---------------');
      const subs = '         ^-----------!';
      const { runs, start } = createRuns(scheduler, 5);
      start('answer', source);
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen), '---!').toBe('-a-', { a });
      expectObservable(runs.read('answer', 'two', 0, alwaysOpen), '-------!').toBe('-a---b-', { a, b });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'goes on when a reader comes back in time, after the last frame it has',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a---b-----|');
      const subs = '         ^----------!';
      const { runs, start } = createRuns(scheduler, 5);
      start('answer', source);
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen), '---!').toBe('-a-', { a });
      expectObservable(runs.read('answer', 'one', 1, alwaysOpen), '------^').toBe('------b----(d|)', {
        b,
        d: done(3, 11),
      });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops an answer that nobody ever reads',
    marbles(({ cold, expectSubscriptions }, scheduler) => {
      const source = cold('  -a-------');
      const subs = '         ^----!';
      createRuns(scheduler, 5).start('answer', source);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'stops at once when the last reader announces that it leaves',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a-------');
      const subs = '         ^--!';
      const leave = hot('    ---x');
      const { runs, start } = createRuns(scheduler, 1000);
      start('answer', source);
      leave.subscribe({ next: () => runs.leave('answer', 'one'), error: fail });
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe('-a-|', { a });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'never stops by itself without a time of grace, but can be stopped',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a-----------------');
      const subs = '         ^ 999ms !';
      const { runs, start, store } = createRuns(scheduler, Infinity);
      start('answer', source);
      hot('1s x').subscribe({ next: () => runs.stop('answer'), error: fail });
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen), '--!').toBe('-a', { a });
      expectSubscriptions(source.subscriptions).toBe(subs);
      scheduler.schedule(() => expect(store.find('answer')).to.deep.equal({ last: 2, isOver: true }), 1001);
    }),
  );

  it(
    'ends the older connection when a reader has opened a newer one',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a---b---|');
      const { runs, start } = createRuns(scheduler, 1);
      start('answer', source);
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe('-a-|', { a });
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen), '---^').toBe('---a-b---(d|)', {
        a,
        b,
        d: done(3, 9),
      });
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'ends an answer at the limit of the store with an error, and unsubscribes from it',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a-b-----');
      const subs = '         ^--!';
      const store = memoryReplayStore({ maxBytes: 100, scheduler });
      const runs = new AnswerRuns({
        store,
        grace: 1,
        lease: 30,
        describeError: apiErrorData,
        onError: (error) => expect.fail(error.message),
        scheduler,
      });
      store.create('answer');
      runs.start('answer', source);
      const error = { type: 'server_overloaded', detail: 'the relay keeps too many answers at once (maxBytes)' };
      const failed = {
        sequence: 2,
        event: 'failed',
        data: JSON.stringify({ ...error, message: `server overloaded: ${error.detail}` }),
      };
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe('-a-(f|)', { a, f: failed });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
