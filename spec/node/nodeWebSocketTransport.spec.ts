import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { loopback } from '../support/loopback.js';
import { describeWebSocket, type Answer, type SocketPeer } from '../support/contracts/webSocketContract.js';

/** A server over the package `ws`. */
const connect = async ({
  status = 101,
  headers = {},
  body = [],
  bodyEnds = true,
  sends = [],
  then,
}: Answer): Promise<SocketPeer> => {
  let hangUp: () => void;
  const hungUp = new Promise<void>((resolve) => (hangUp = resolve));
  const handshakes: Headers[] = [];
  const heard: string[] = [];
  const sockets = new WebSocketServer({ noServer: true });
  sockets.on('headers', (lines) => lines.push(...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)));

  const speak = (socket: WebSocket, connection: Socket) => {
    for (const each of sends) socket.send(each);
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString() : '';
      heard.push(text);
      if (then === 'echo') socket.send(text);
      else if (then === 'end') connection.end();
      else if (then === 'reset') connection.resetAndDestroy();
      else if (then !== undefined) socket.close(then.code, then.reason);
    });
  };
  const refuse = (connection: Duplex, refused: number) => {
    const lines = Object.entries({ connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    connection.write(`HTTP/1.1 ${refused} Refused\r\n${lines.join('')}\r\n${body.join('')}`);
    if (bodyEnds) connection.end();
  };

  const server = await loopback(() => undefined);
  server.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    handshakes.push(
      new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])),
    );
    connection.on('close', () => hangUp());
    if (status === 101) sockets.handleUpgrade(request, connection, head, (socket) => speak(socket, request.socket));
    else connection.on('end', () => connection.end()).resume();
    if (status !== 101 && status !== 'stall') refuse(connection, status);
  });
  return {
    transport: nodeWebSocketTransport(),
    url: `${server.origin.replace('http', 'ws')}/v1/responses`,
    handshakes: () => handshakes,
    heard: () => heard,
    closed: () => hungUp,
    stop: () => server.stop(),
  };
};
describeWebSocket('nodeWebSocketTransport against a server of ws', connect);
