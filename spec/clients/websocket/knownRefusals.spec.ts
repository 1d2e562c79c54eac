import { expect } from 'chai';
import { EMPTY, VirtualTimeScheduler } from 'rxjs';
import { knownRefusal, rememberRefusal } from '../../../lib/clients/websocket/knownRefusals.js';
import { createSocketSession } from '../../../lib/clients/websocket/SocketSession.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { createProvider } from '../../../lib/provider/Provider.js';

const ERROR = apiError({ type: 'transport', error: { type: 'timeout' } });

describe('C4 a server without a WebSocket', () => {
  const sessionsOf = (count: number, scheduler = new VirtualTimeScheduler()) => {
    const transport = { connect: () => EMPTY };
    return Array.from({ length: count }, (_, index) =>
      createSocketSession({
        provider: createProvider({ name: 'x', baseUrl: `https://${index}.test/v1` }),
        transport,
        scheduler,
      }),
    );
  };

  it('is remembered, with at most 63 others: the latest ones', () => {
    const sessions = sessionsOf(66);
    const remembered = () => sessions.map((session) => knownRefusal(session) !== undefined);
    for (const session of sessions) rememberRefusal(session, ERROR);
    expect(remembered()).to.deep.equal(sessions.map((_, index) => index >= 2));
    // The server that refuses again is the latest one then.
    for (const index of [2, 0, 1])
      sessions.slice(index, index + 1).forEach((session) => rememberRefusal(session, ERROR));
    expect(remembered()).to.deep.equal(sessions.map((_, index) => index !== 3 && index !== 4));
  });

  it('is tried again after five minutes on the clock of its client', () => {
    const scheduler = new VirtualTimeScheduler();
    const known: boolean[] = [];
    for (const session of sessionsOf(1, scheduler)) {
      scheduler.schedule(() => rememberRefusal(session, ERROR), 1000);
      for (const after of [0, 299_999, 300_000])
        scheduler.schedule(() => known.push(knownRefusal(session) !== undefined), 1000 + after);
    }
    scheduler.flush();
    expect(known).to.deep.equal([true, true, false]);
  });
});
