import { expect } from 'chai';
import { Codex } from '../../../lib/agent/Codex.js';
import { ReadGate } from '../../../lib/agent/appServer/ReadGate.js';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import type { Demand } from '../../../lib/backpressure/Demand.js';
import { until } from '../../support/collect.js';

describe('ReadGate', () => {
  it('is closed while the demand of any turn is closed', () => {
    const gate = new ReadGate();
    const turns = [new DemandGate(), new DemandGate()];
    const [first, second] = turns.map((turn) => gate.follow(turn));
    const states: boolean[] = [];
    const note = () => states.push(gate.demand.isOpen);
    turns[0]?.close();
    note();
    turns[1]?.close();
    turns[0]?.open();
    note();
    second?.unsubscribe(); // the turn has ended
    note();
    first?.unsubscribe();
    turns[0]?.close();
    note();
    expect(states).to.deep.equal([false, false, true, true]);
  });

  it('is open while somebody waits for the program', () => {
    const gate = new ReadGate();
    const turn = new DemandGate();
    turn.close();
    gate.follow(turn);
    const needs = [gate.need(), gate.need()];
    const states = [gate.demand.isOpen];
    for (const need of needs) {
      need.unsubscribe();
      states.push(gate.demand.isOpen);
    }
    expect(states).to.deep.equal([true, true, false]);
  });
});

describe('runStreamed over the app-server', () => {
  const DELTAS = 4_000;
  const delta = { method: 'item/agentMessage/delta', params: { itemId: 'msg_1', delta: 'x' } };
  const open = () => {
    const flood = [...textTurn('Hello').slice(0, 1), ...Array.from({ length: DELTAS }, () => delta)];
    const inner = virtualAppServer(appServerSession([flood, textTurn('Two')]));
    const demands: Demand[] = [];
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      processKeepAlive: 0,
      transport: {
        run: (request, demand) => {
          if (demand !== undefined) demands.push(demand);
          return inner.run(request, demand);
        },
      },
    });
    return { codex, demands, received: inner.received };
  };
  const isClosed = (demands: readonly Demand[]) => demands.some(({ isOpen }) => !isOpen);

  it('stops reading the program while nobody takes the events, and loses none', async () => {
    const { codex, demands } = open();
    const { events } = await codex.startThread().runStreamed('Hi');
    await events.next();
    await until(() => isClosed(demands));
    let count = 0;
    for await (const { type } of events) if (type === 'item.delta') count += 1;
    expect(count).to.equal(DELTAS);
    expect(isClosed(demands)).to.equal(false);
  });

  it('reads the answer to a steer that the loop waits for', async () => {
    const { codex, demands, received } = open();
    const thread = codex.startThread();
    const { events } = await thread.runStreamed('Hi');
    await events.next();
    await until(() => isClosed(demands));
    await thread.steer('In French');
    expect(received.map(({ method }) => method)).to.include('turn/steer');
    await events.return(undefined);
  });

  it('reads on when a turn that nobody takes is left', async () => {
    const { codex, demands } = open();
    const { events } = await codex.startThread().runStreamed('Hi');
    await events.next();
    await until(() => isClosed(demands));
    await events.return(undefined);
    expect(isClosed(demands)).to.equal(false);
  });
});
