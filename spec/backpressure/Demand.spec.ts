import { expect } from 'chai';
import { alwaysOpen, DemandGate } from '../../lib/backpressure/Demand.js';

const watch = (gate: DemandGate) => {
  const told: boolean[] = [];
  const subscription = gate.changes.subscribe({ next: (isOpen) => told.push(isOpen), error: () => undefined });
  return { told, subscription };
};

describe('DemandGate', () => {
  it('begins open, and does not tell the state it is in', () => {
    const gate = new DemandGate();
    expect([gate.isOpen, watch(gate).told]).to.deep.equal([true, []]);
  });

  it('reports every change', () => {
    const gate = new DemandGate();
    const { told } = watch(gate);
    gate.close();
    expect(gate.isOpen).to.equal(false);
    gate.open();
    expect(gate.isOpen).to.equal(true);
    gate.close();
    expect(told).to.deep.equal([false, true, false]);
  });

  it('reports no change that is none', () => {
    const gate = new DemandGate();
    const { told } = watch(gate);
    gate.open();
    gate.close();
    gate.close();
    gate.open();
    gate.open();
    expect(told).to.deep.equal([false, true]);
  });

  it('is in the new state when it tells of it', () => {
    const gate = new DemandGate();
    const states: boolean[] = [];
    gate.changes.subscribe({ next: () => states.push(gate.isOpen), error: () => undefined });
    gate.close();
    gate.open();
    expect(states).to.deep.equal([false, true]);
  });

  it('notifies every subscriber, and none that has unsubscribed', () => {
    const gate = new DemandGate();
    const [first, second] = [watch(gate), watch(gate)];
    gate.close();
    first.subscription.unsubscribe();
    gate.open();
    expect([first.told, second.told]).to.deep.equal([[false], [false, true]]);
  });

  it('does not remember for those who listen later', () => {
    const gate = new DemandGate();
    gate.close();
    expect([gate.isOpen, watch(gate).told]).to.deep.equal([false, []]);
  });
});

describe('alwaysOpen', () => {
  it('is open', () => {
    expect(alwaysOpen.isOpen).to.equal(true);
  });
});
