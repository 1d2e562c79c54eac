import { validateHeaderName, validateHeaderValue, type IncomingMessage } from 'node:http';
import type { WebSocket, WebSocketServer } from 'ws';
import { mergeHeaders } from '../http/mergeHeaders.js';
import { badHandshake, type Refusal } from '../http/refusals.js';

/** Replaces or adds headers in the status and header lines of a response. */
const withHeaders = (lines: readonly string[], headers: Readonly<Record<string, string>>): readonly string[] => [
  ...lines.filter((line) => !Object.hasOwn(headers, line.replace(/:.*/, '').toLowerCase())),
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
];

/** A handshake to accept. */
export interface Handshake {
  readonly message: IncomingMessage;
  /** The bytes that arrived after the request headers. */
  readonly rest: Buffer;
  /** The headers of the response with status 101. They override the headers of the WebSocket protocol. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** The size of the largest accepted message, in bytes. */
  readonly limit: number;
}

/**
 * Answers a handshake with status 101 and passes the WebSocket to `onOpen`. If the handshake is invalid, sends nothing
 * and returns a refusal. Does nothing if the connection is already closed. Throws for an invalid header.
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
