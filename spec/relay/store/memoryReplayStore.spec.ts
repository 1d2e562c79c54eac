import { expect } from 'chai';
import { firstValueFrom, Subscription, VirtualTimeScheduler } from 'rxjs';
import { memoryReplayStore } from '../../../lib/relay/store/memoryReplayStore.js';
import type { RelayFrame } from '../../../lib/relay/frames/RelayFrame.js';
import { errorOf } from '../../support/collect.js';

const frame = (sequence: number, event: RelayFrame['event'] = 'message', data = '1'): RelayFrame => ({
  sequence,
  event,
  data,
});

describe('memoryReplayStore', () => {
  it('creates an answer once', () => {
    const store = memoryReplayStore();
    expect(store.create('a')).to.equal(true);
    store.append('a', frame(1));
    expect(store.create('a')).to.equal(false);
    expect(store.find('a')).to.deep.equal({ last: 1, isOver: false });
    expect(store.find('b')).to.equal(undefined);
  });

  it('emits batches of the frames after a number, then waits for the next one', async () => {
    const store = memoryReplayStore();
    store.create('a');
    for (let sequence = 1; sequence <= 100; sequence += 1)
      store.append('a', frame(sequence, 'message', 'x'.repeat(1000)));
    expect(await firstValueFrom(store.next('a', 0))).to.have.length(17); // 16 384 characters and the rest of a frame
    expect(await firstValueFrom(store.next('a', 98))).to.have.length(2);
    const next = firstValueFrom(store.next('a', 100));
    store.append('a', frame(101));
    expect(await next).to.deep.equal([frame(101)]);
  });

  it('wakes each waiting reader once, and none that has left meanwhile', () => {
    const store = memoryReplayStore();
    store.create('a');
    const woken: string[] = [];
    const fail = (cause: unknown) => expect.fail(String(cause));
    const second = new Subscription();
    const wait = (reader: string) =>
      store.next('a', 0).subscribe({
        next: () => {
          woken.push(reader);
          second.unsubscribe();
        },
        error: fail,
      });
    wait('first');
    second.add(wait('second'));
    wait('third');
    store.append('a', frame(1));
    store.append('a', frame(2));
    expect(woken).to.deep.equal(['first', 'third']);
  });

  it('fails with not_found for an answer that it does not keep', async () => {
    expect(await errorOf(memoryReplayStore().next('a', 0))).to.include({ type: 'not_found' });
  });

  it('removes an answer some time after its last frame, and never before', () => {
    const scheduler = new VirtualTimeScheduler();
    const store = memoryReplayStore({ ttl: 10, scheduler });
    store.create('a');
    scheduler.frame = 1000;
    expect(store.find('a')).to.deep.equal({ last: 0, isOver: false });
    store.append('a', frame(1, 'done'));
    scheduler.frame = 1009;
    expect(store.find('a')).to.deep.equal({ last: 1, isOver: true });
    scheduler.frame = 1010;
    expect(store.find('a')).to.equal(undefined);
  });

  it('removes the oldest finished answers at its limits, and no other', () => {
    const store = memoryReplayStore({ maxAnswers: 3 });
    for (const answer of ['a', 'b', 'c']) store.create(answer);
    store.append('b', frame(1, 'done'));
    store.append('a', frame(1, 'failed'));
    store.create('d');
    expect(['a', 'b', 'c', 'd'].map((answer) => store.find(answer) !== undefined)).to.deep.equal([
      true,
      false,
      true,
      true,
    ]);
  });

  it('refuses a new answer when all answers are running, and counts its text', () => {
    const few = memoryReplayStore({ maxAnswers: 1 });
    few.create('a');
    expect(() => few.create('b'))
      .to.throw()
      .that.includes({ type: 'server_overloaded' });
    const small = memoryReplayStore({ maxBytes: 1000 });
    small.create('a');
    small.append('a', frame(1, 'message', 'x'.repeat(400)));
    expect(() => small.append('a', frame(2, 'message', 'x'.repeat(100))))
      .to.throw()
      .that.includes({ type: 'server_overloaded' });
    small.append('a', frame(2, 'failed', 'x'.repeat(100)));
    expect(small.find('a')).to.deep.equal({ last: 2, isOver: true });
    small.create('b'); // its text takes the place of the finished answer
    small.append('b', frame(1, 'message', 'x'.repeat(400)));
    expect(small.find('a')).to.equal(undefined);
  });
});
