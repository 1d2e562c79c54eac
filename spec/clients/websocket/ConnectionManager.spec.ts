import { expect } from 'chai';
import { defer, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { ConnectionManager } from '../../../lib/clients/websocket/ConnectionManager.js';
import { createWebSocketOptions } from '../../../lib/clients/websocket/WebSocketOptions.js';
import { errorOf } from '../../support/collect.js';

describe('ConnectionManager', () => {
  it('makes no handshake after it was closed', async () => {
    const scheduler = new VirtualTimeScheduler();
    const connections = new ConnectionManager({
      limits: createWebSocketOptions(),
      scheduler,
      onLate: () => undefined,
    });
    let handshakes = 0;
    const connect = defer(() => {
      handshakes += 1;
      const socket = { frames: NEVER, send: () => NEVER };
      return of({ status: 101, headers: new Headers(), url: 'wss://host.test', bytes: NEVER, socket });
    });
    connections.close();
    expect(await errorOf(connections.open(connect))).to.include({ type: 'stream', reason: 'closed_by_caller' });
    expect(handshakes).to.equal(0);
  });
});
