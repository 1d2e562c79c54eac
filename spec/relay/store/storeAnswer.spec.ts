import { expect } from 'chai';
import { NEVER, lastValueFrom, Observable, of, range } from 'rxjs';
import type { Demand } from '../../../lib/backpressure/Demand.js';
import { alwaysOpen } from '../../../lib/backpressure/Demand.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { memoryReplayStore } from '../../../lib/relay/store/memoryReplayStore.js';
import { replay } from '../../../lib/relay/store/replay.js';
import type { ReplayStore } from '../../../lib/relay/store/ReplayStore.js';
import { storeAnswer } from '../../../lib/relay/store/storeAnswer.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';

const describeError = apiErrorData;

/** A store that needs a turn of the event loop for each frame. */
const slowStore = (): { readonly store: ReplayStore; readonly stored: () => number } => {
  const memory = memoryReplayStore();
  let count = 0;
  const append: ReplayStore['append'] = (answer, frame) =>
    new Promise((resolve) => {
      setImmediate(() => {
        count += 1;
        resolve(memory.append(answer, frame));
      });
    });
  return { store: { ...memory, append }, stored: () => count };
};

const fail = (cause: unknown): never => {
  throw cause;
};

describe('storeAnswer', () => {
  it('keeps the frames in order while a store is slow', async () => {
    const { store } = slowStore();
    await store.create('answer');
    await lastValueFrom(storeAnswer(store, 'answer', range(0, 500), { describeError }), { defaultValue: undefined });
    const frames = await valuesOf(replay(store, 'answer', 0, alwaysOpen, NEVER));
    expect(frames.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 501 }, (_, n) => n + 1));
    expect(frames.at(-1)?.event).to.equal('done');
  });

  it('reads the provider no further while 256 frames wait for a slow store', async () => {
    const { store, stored } = slowStore();
    await store.create('answer');
    let emitted = 0;
    let most = 0;
    /** Emits while demand is open, as a socket does. */
    const source = (demand: Demand) =>
      new Observable<number>((subscriber) => {
        const emit = () => {
          while (demand.isOpen && emitted < 2000) {
            most = Math.max(most, emitted - stored());
            subscriber.next((emitted += 1));
          }
          if (emitted === 2000) subscriber.complete();
        };
        subscriber.add(demand.changes.subscribe({ next: emit, error: fail }));
        emit();
      });
    await lastValueFrom(storeAnswer(store, 'answer', source, { describeError }), { defaultValue: undefined });
    expect(await store.find('answer')).to.deep.equal({ last: 2001, isOver: true });
    expect(most).to.be.within(200, 256);
  });

  it('fails with the error of a store that refuses even the last frame', async () => {
    const store = { ...memoryReplayStore(), append: () => Promise.reject(new Error('the database is down')) };
    const { error } = await outcomeOf(storeAnswer(store, 'answer', of('a'), { describeError }));
    expect(error).to.have.property('message', 'the database is down');
  });
});
