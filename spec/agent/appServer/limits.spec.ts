import { expect } from 'chai';
import { asapScheduler, firstValueFrom, from, type Observable } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import { ThreadList } from '../../../lib/agent/appServer/ThreadList.js';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { END, OPENED, sent, told, wrote } from '../../support/agent/appServerLines.js';

/** The list of a program that always names a next page. */
const endless = () => {
  const requests: JsonObject[] = [];
  const request = (_method: string, params: JsonObject): Observable<JsonObject> => {
    requests.push(params);
    return from(Promise.resolve({ data: [{ id: `t${requests.length}` }], nextCursor: 'next' }));
  };
  return { requests, list: new ThreadList({ request }).list() };
};

describe('limits of the app-server', () => {
  it('the last 1000 notifications are kept that come before the id of their turn', async () => {
    const early = Array.from({ length: 1_001 }, (_, index) =>
      told('item/agentMessage/delta', { itemId: 'msg_1', delta: `${index};` }),
    );
    const answer = wrote({ id: 2, result: { turn: { id: 'u1' } } });
    const lines = [...OPENED, sent({ id: 2, method: 'turn/start' }), ...early, answer, told('turn/started'), ...END];
    const codex = new Codex({
      protocol: 'app-server',
      codexPathOverride: process.execPath,
      env: {},
      transport: virtualAppServer(lines, { scheduler: asapScheduler }),
      processKeepAlive: 0,
    });
    const events = await valuesOf(codex.startThread().events('Hi'));
    const deltas = events.flatMap((event) => (event.type === 'item.delta' ? [event.delta] : []));
    expect([deltas.length, deltas[0], deltas.at(-1)]).to.deep.equal([1_000, '1;', '1000;']);
  });

  it('a list of threads is requested in pages of 100', async () => {
    const { requests, list } = endless();
    await firstValueFrom(list);
    expect(requests[0]).to.have.property('limit', 100);
  });

  it('a list of threads ends after 1000 pages, whatever the program names as the next one', async () => {
    const { requests, list } = endless();
    expect(await errorOf(list)).to.include({ type: 'stream', reason: 'too_large' });
    expect(requests).to.have.length(1_000);
  });
});
