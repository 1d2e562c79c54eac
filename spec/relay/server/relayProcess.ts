// A relay in a process of its own: `relayProcess.ts <provider> [folder of the store]`. It sends its port.
import { createServer } from 'node:http';
import { createProvider } from '../../../lib/provider/Provider.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { nodeListener } from '../../../lib/node/nodeListener.js';
import { relay } from '../../../lib/relay/server/relay.js';
import { folderStore } from '../../support/folderStore.js';

const [, , baseUrl = '', folder] = process.argv;
const client = new ResponsesClient({ provider: createProvider({ name: 'test', baseUrl, retry: { maxAttempts: 0 } }) });
const handle = relay({
  ask: (input) => client.streamPrompt('m', String(input)),
  store: folder === undefined ? undefined : folderStore(folder),
  lease: 300,
});
const server = createServer(nodeListener(handle));
process.once('SIGTERM', () => {
  server.close(() => process.exit());
  void handle.drain(60_000).then(() => server.closeIdleConnections());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
