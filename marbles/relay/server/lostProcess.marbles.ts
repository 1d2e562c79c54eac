import { expect } from 'chai';
import { throwError } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { alwaysOpen } from '../../../lib/backpressure/Demand.js';
import { apiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import type { RelayFrame } from '../../../lib/relay/frames/RelayFrame.js';
import { AnswerRuns } from '../../../lib/relay/server/AnswerRuns.js';
import { memoryReplayStore } from '../../../lib/relay/store/memoryReplayStore.js';
import type { ReplayStore } from '../../../lib/relay/store/ReplayStore.js';
import { leasedStore } from '../../../spec/support/leasedStore.js';
import { marbles } from '../../../spec/support/marbles.js';

const a = { sequence: 1, event: 'message', data: '"a"' } as const;
const b = { sequence: 2, event: 'message', data: '"b"' } as const;
const failed = (sequence: number, error: ApiError): RelayFrame => ({
  sequence,
  event: 'failed',
  data: JSON.stringify(apiErrorData(error)),
});
const lost = apiError({
  type: 'stream',
  reason: 'connection_lost',
  detail: 'the server that received this answer was lost; request the answer again',
});
const shutDown = apiError({
  type: 'stream',
  reason: 'cancelled',
  detail: 'the relay was shut down in the middle of the answer',
});

const processOf = (store: ReplayStore, scheduler: TestScheduler, errors: ApiError[] = []): AnswerRuns =>
  new AnswerRuns({
    ...{ store, scheduler, grace: Infinity, lease: 9 },
    describeError: apiErrorData,
    onError: (error) => errors.push(error),
  });

describe('an answer in a store that processes share', () => {
  it(
    'is not ended by another process while its own one gives signs, however long it is silent',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const source = cold('  -a----------------------------b--|');
      const subs = '         ^--------------------------------!';
      const expected = '     -a----------------------------b--(d|)';
      const store = leasedStore(scheduler);
      store.keepAlive?.('answer', 9);
      store.create('answer');
      processOf(store, scheduler).start('answer', source);
      const d = { sequence: 3, event: 'done', data: '{"duration":33}' } as const;
      expectObservable(processOf(store, scheduler).read('answer', 'one', 0, alwaysOpen)).toBe(expected, { a, b, d });
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends with an error in another process once the signs of its own one have stopped, for each of its readers',
    marbles(({ expectObservable }, scheduler) => {
      const one = '          a--------(f|)';
      const two = '          ----a----(f|)';
      const late = '         ---------------(af|)';
      const store = leasedStore(scheduler);
      store.keepAlive?.('answer', 9); // by a process that is killed after its first frame
      store.create('answer');
      store.append('answer', a);
      const values = { a, f: failed(2, lost) };
      const [other, third] = [processOf(store, scheduler), processOf(store, scheduler)];
      expectObservable(other.read('answer', 'one', 0, alwaysOpen)).toBe(one, values);
      expectObservable(other.read('answer', 'two', 0, alwaysOpen), '----^').toBe(two, values);
      expectObservable(third.read('answer', 'late', 0, alwaysOpen), '---------------^').toBe(late, values);
    }),
  );

  it(
    'is waited for again when the store could not be asked, which is reported',
    marbles(({ expectObservable, flush }, scheduler) => {
      const expected = '     a-----------------(f|)';
      const store = leasedStore(scheduler);
      store.create('answer');
      store.append('answer', a);
      let finds = 0;
      const failing: ReplayStore = {
        ...store,
        find: (answer) => {
          finds += 1;
          if (finds < 3) throw new Error('the database restarts');
          return store.find(answer);
        },
      };
      const errors: ApiError[] = [];
      const other = processOf(failing, scheduler, errors);
      expectObservable(other.read('answer', 'one', 0, alwaysOpen)).toBe(expected, { a, f: failed(2, lost) });
      flush();
      expect(errors.map(({ message }) => message)).to.deep.equal(Array(2).fill('stream error: the database restarts'));
    }),
  );

  it(
    'lets its readers connect to another process when this one is closed',
    marbles(({ cold, hot, expectObservable }, scheduler) => {
      const own = '          ---f';
      const foreign = '      ---|';
      const store = leasedStore(scheduler);
      for (const answer of ['own', 'foreign']) {
        store.keepAlive?.(answer, 100);
        store.create(answer);
      }
      const runs = processOf(store, scheduler);
      runs.start('own', cold('-'));
      hot('---x').subscribe({ next: () => runs.close(), error: (cause: unknown) => expect.fail(String(cause)) });
      expectObservable(runs.read('own', 'one', 0, alwaysOpen)).toBe(`${own.slice(0, -1)}(f|)`, {
        f: failed(1, shutDown),
      });
      expectObservable(runs.read('foreign', 'two', 0, alwaysOpen)).toBe(foreign);
    }),
  );
});

describe('an answer whose store takes no frame any more', () => {
  it(
    'ends for the readers that are connected, with the error of the store, and closes the provider',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }, scheduler) => {
      const source = cold('  -a---b---');
      const subs = '         ^----!';
      const expected = '     -a---(f|)';
      const store = leasedStore(scheduler);
      store.create('answer');
      const full = apiError({ type: 'server_overloaded', detail: 'the disk is full' });
      const errors: ApiError[] = [];
      const failing: ReplayStore = {
        ...store,
        append: (answer, frame) => {
          if (frame.sequence > 1) throw full;
          return store.append(answer, frame);
        },
      };
      const runs = processOf(failing, scheduler, errors);
      runs.start('answer', source);
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe(expected, { a, f: failed(2, full) });
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(errors).to.deep.equal([full]);
    }),
  );

  it(
    'reports an error of reading, and ends that connection with it',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const store = memoryReplayStore({ scheduler });
      store.create('answer');
      const errors: ApiError[] = [];
      const unreadable = { ...store, next: () => throwError(() => new Error('the database restarts')) };
      const runs = processOf(unreadable, scheduler, errors);
      runs.start('answer', cold('-'));
      expectObservable(runs.read('answer', 'one', 0, alwaysOpen)).toBe('#', {}, new Error('the database restarts'));
      flush();
      expect(errors).to.have.length(1);
    }),
  );
});
