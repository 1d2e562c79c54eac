import { expect } from 'chai';
import { bothOpen } from '../../lib/backpressure/bothOpen.js';
import { DemandGate } from '../../lib/backpressure/Demand.js';

describe('bothOpen', () => {
  it('is open while both are, at any time', () => {
    const [one, other] = [new DemandGate(), new DemandGate()];
    const both = bothOpen(one, other);
    const seen = [both.isOpen];
    for (const change of [() => one.close(), () => other.close(), () => one.open(), () => other.open()]) {
      change();
      seen.push(both.isOpen);
    }
    expect(seen).to.deep.equal([true, false, false, false, true]);
  });

  it('reports every change once', () => {
    const [one, other] = [new DemandGate(), new DemandGate()];
    const told: boolean[] = [];
    const telling = bothOpen(one, other).changes.subscribe({
      next: (isOpen) => told.push(isOpen),
      error: () => expect.fail('demand never fails'),
    });
    one.close();
    other.close();
    one.open();
    other.open();
    telling.unsubscribe();
    one.close();
    expect(told).to.deep.equal([false, true]);
  });
});
