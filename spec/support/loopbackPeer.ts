import { loopback } from './loopback.js';
import type { Peer, Reply } from './contracts/transportContract.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';

/** A real server on loopback for the transport contract, and the transport that talks to it. */
export const loopbackPeer =
  (transport: () => HttpTransport) =>
  async ({ status = 200, headers = {}, chunks = [], then = 'end' }: Reply): Promise<Peer> => {
    let hangUp: () => void;
    const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
    const server = await loopback((_request, response) => {
      response.on('close', () => {
        if (!response.writableEnded) hangUp();
      });
      if (then === 'headless') return;
      response.writeHead(status, headers);
      response.flushHeaders();
      const send = ([chunk, ...rest]: readonly string[]): void => {
        if (chunk !== undefined) response.write(chunk, () => send(rest));
        else if (then === 'end') response.end();
        else if (then === 'reset') setImmediate(() => response.socket?.resetAndDestroy());
      };
      send(chunks);
    });
    return {
      transport: transport(),
      url: `${server.origin}/v1/responses`,
      requests: () => server.requests.length,
      closed: () => hungUp,
      stop: () => server.stop(),
    };
  };
