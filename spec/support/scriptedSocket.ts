import type { ResponsesConnection } from '../../lib/clients/ResponsesConnection.js';
import type { RequestOptions } from '../../lib/clients/RequestOptions.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import type { ResponsesWebSocketClientOptions } from '../../lib/clients/websocket/SocketSession.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import type { RecordedRequest, ScriptedServer } from '../../lib/server/index.js';

/** A connection to a server over a real WebSocket, with short back-offs. */
export const connectionTo = (
  { baseUrl }: Pick<ScriptedServer, 'baseUrl'>,
  provider: Partial<ProviderOptions> = {},
  options: Partial<ResponsesWebSocketClientOptions> = {},
  requestOptions: RequestOptions = {},
): ResponsesConnection =>
  new ResponsesWebSocketClient({
    provider: createProvider({ name: 'scripted', baseUrl, ...provider, retry: { baseDelay: 1, ...provider.retry } }),
    transport: nodeWebSocketTransport(),
    ...options,
  }).connect(requestOptions);

/** Returns the requests on the sockets of a server, without refused handshakes, which are requests on no socket. */
export const askedOnSockets = ({ requests }: ScriptedServer): readonly RecordedRequest[] =>
  requests.filter(({ socket }) => socket !== undefined);

/** Returns the number of handshakes that a server received, including those that it refused. */
export const handshakesOf = ({ requests, sockets }: ScriptedServer): number =>
  sockets.length + requests.filter(({ transport, socket }) => transport === 'websocket' && socket === undefined).length;

/** Settles when the server has seen every socket closed. */
export const allClosed = ({ sockets }: ScriptedServer): Promise<unknown> =>
  Promise.all(sockets.map(({ closed }) => closed));
