import { validateHeaderName, validateHeaderValue, type IncomingMessage } from 'node:http';
import type { WebSocket, WebSocketServer } from 'ws';
import { mergeHeaders } from '../http/mergeHeaders.js';
import { badHandshake, type Refusal } from '../http/refusals.js';

/** The head of an answer, line by line, with some headers replaced and others added. */
const withHeaders = (lines: readonly string[], headers: Readonly<Record<string, string>>): readonly string[] => [
  ...lines.filter((line) => !Object.hasOwn(headers, line.replace(/:.*/, '').toLowerCase())),
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
];

/** What is needed to accept a handshake. */
export interface Handshake {
  readonly message: IncomingMessage;
  /** What came after the head of the request. */
  readonly rest: Buffer;
  /** Headers of the 101; they win over those of the protocol. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** The largest message that is read, in bytes. */
  readonly limit: number;
}

/**
 * Answers a handshake with a 101 and hands over the WebSocket; gives the reason, and answers nothing, where the handshake
 * is none. A connection that is gone by now is neither opened nor refused. Throws for a header that cannot be sent.
 */
export const acceptHandshake = (
  Server: typeof WebSocketServer,
  { message, rest, headers, limit }: Handshake,
  onOpen: (socket: WebSocket) => void,
): Refusal | undefined => {
  const own = mergeHeaders(headers);
  for (const [name, value] of Object.entries(own)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const refusals: Refusal[] = [];
  const server = new Server({ noServer: true, clientTracking: false, maxPayload: limit });
  server.on('headers', (lines) => lines.splice(0, lines.length, ...withHeaders(lines, own)));
  server.on('wsClientError', ({ message: reason }) => refusals.push(badHandshake(reason)));
  server.handleUpgrade(message, message.socket, rest, onOpen);
  return refusals[0];
};
