import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { RelayClient } from '../../lib/relay/client/RelayClient.js';
import type { RelayClientOptions } from '../../lib/relay/client/RelayClientOptions.js';
import { relay, type RelayHandler } from '../../lib/relay/server/relay.js';
import type { RelayOptions } from '../../lib/relay/server/RelayOptions.js';
import { nodeListener } from '../../lib/node/nodeListener.js';

/** A relay on a free loopback port. */
export interface RunningRelay {
  readonly url: string;
  readonly handle: RelayHandler;
  /** Resets all connections, as a process that is killed does. */
  readonly kill: () => void;
  readonly stop: () => Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the server does not listen on a port'));
      else resolve(address.port);
    });
  });

export const startRelay = async (options: RelayOptions, port = 0): Promise<RunningRelay> => {
  const handle = relay(options);
  const sockets = new Set<Socket>();
  const server = createServer(nodeListener(handle));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const listening = await listen(server, port);
  const kill = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${listening}/api/chat`,
    handle,
    kill,
    stop: () =>
      new Promise((resolve) => {
        handle.close();
        kill();
        server.close(() => resolve());
      }),
  };
};

/** A client of a relay, with short delays. */
export const relayClientOf = (
  { url }: Pick<RunningRelay, 'url'>,
  options: Partial<RelayClientOptions> = {},
): RelayClient => new RelayClient({ url, ...options, retry: { baseDelay: 5, ...options.retry } });
