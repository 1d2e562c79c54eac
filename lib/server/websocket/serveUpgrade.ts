import { ServerResponse, type IncomingMessage } from 'node:http';
import { acceptHandshake } from './acceptHandshake.js';
import { checkKey } from '../http/checkKey.js';
import { draftRequest } from '../script/draftRequest.js';
import { openExchange, refuse, type Exchange } from '../http/Exchange.js';
import { playHeadFault } from '../script/playHeadFault.js';
import { noWebSocket, otherUpgrade, scriptFailed, unknownPath, wrongMethod, type Refusal } from '../http/refusals.js';
import type { RequestLog } from '../log/RequestLog.js';
import type { HeadFault } from '../script/Script.js';
import { serveSocket } from './serveSocket.js';
import type { SocketHost } from './SocketHost.js';

const PATH = '/v1/responses';

const checkHandshake = (message: IncomingMessage, apiKey: string | undefined): Refusal | undefined => {
  const { method, path, headers } = draftRequest(message, 0, 'websocket');
  const { upgrade = '' } = headers;
  if (upgrade.toLowerCase() !== 'websocket') return otherUpgrade(upgrade);
  if (path !== PATH) return unknownPath(method, path);
  return method === 'GET' ? checkKey({ headers }, apiKey) : wrongMethod(method, path, 'GET');
};

/** Opens a WebSocket, or returns the answer to send instead. */
const openSocket = async (
  message: IncomingMessage,
  rest: Buffer,
  host: SocketHost,
): Promise<Refusal | HeadFault | undefined> => {
  const answer = host.stranger(message) ?? checkHandshake(message, host.apiKey) ?? host.nextHandshakeFault();
  if (answer) return answer;
  const ws = await import('ws').catch(() => undefined);
  if (ws === undefined) return noWebSocket();
  const handshake = { message, rest, headers: host.handshakeHeaders(), limit: host.limit };
  return acceptHandshake(ws.WebSocketServer, handshake, (socket) => serveSocket(socket, message, host));
};

/** Records a handshake that gets an ordinary HTTP response. The connection is closed after that response. */
const openRefusal = (message: IncomingMessage, log: RequestLog): Exchange => {
  const { socket } = message;
  const response = new ServerResponse(message);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  socket.once('end', () => socket.destroy());
  socket.resume();
  return openExchange(message, response, log, 'websocket');
};

/**
 * Answers a handshake. Opens and serves a WebSocket, or refuses the request. Never rejects.
 *
 * @param rest the bytes that arrived after the request headers.
 */
export const serveUpgrade = async (message: IncomingMessage, rest: Buffer, host: SocketHost): Promise<void> => {
  message.socket.on('error', () => undefined); // Node has removed its own listener; 'close' follows
  const answer = await openSocket(message, rest, host).catch(scriptFailed);
  if (answer === undefined || message.socket.destroyed) return;
  const exchange = openRefusal(message, host.log);
  try {
    if ('type' in answer) playHeadFault(exchange, answer);
    else refuse(exchange, answer);
  } catch (error) {
    refuse(exchange, scriptFailed(error));
  }
};
