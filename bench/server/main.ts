// The server process: plays the answer that the URL of a request names, and reports to its parent how each one ended.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { Server } from 'node:net';
import { answerAt, faultAt } from '../address.js';
import type { Answer, Notice } from '../job.js';
import { localCertificate } from '../../spec/node/localCertificate.js';
import { play } from './play.js';
import { playFault } from './playFault.js';
import { writesOf } from './render.js';

const notify = (notice: Notice): void => {
  process.send?.(notice);
};

type Play = (response: ServerResponse, signal: AbortSignal) => Promise<void>;

const playAt = (url: string): Play | undefined => {
  const answer = answerAt(url);
  if (answer !== undefined) return (response, signal) => play(answer, response, signal);
  const fault = faultAt(url);
  return fault && ((response, signal) => playFault(fault, response, signal));
};

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  const playAnswer = playAt(request.url ?? '');
  if (playAnswer === undefined) {
    response.writeHead(404).end();
    return;
  }
  const gone = new AbortController();
  const { socket } = request;
  const before = socket.bytesWritten;
  response.once('close', () => {
    const at = performance.timeOrigin + performance.now();
    const pushed = socket.bytesWritten - socket.writableLength - before;
    notify({ type: 'ending', whole: response.writableFinished, pushed, at });
    gone.abort();
  });
  request.resume().once('end', () => {
    playAnswer(response, gone.signal).catch((error: unknown) => {
      if (!socket.destroyed) throw error; // a reset by the client rejects before the response is closed
    });
  });
};

const isAnswer = (message: unknown): message is Answer =>
  typeof message === 'object' && message !== null && 'wire' in message;

let connections = 0;

process.on('message', (answer) => {
  if (answer === 'connections') {
    notify({ type: 'connections', connections });
    connections = 0;
  }
  if (!isAnswer(answer)) return;
  writesOf(answer);
  notify({ type: 'rendered' });
});

const server = createServer(serve);
// Five seconds by default, counted from the last write: a slow client still reads then, and its next request would meet a reset.
server.keepAliveTimeout = 0;
const secure = https.createServer(localCertificate, serve);
secure.keepAliveTimeout = 0;
server.on('connection', () => connections++);
secure.on('secureConnection', () => connections++);

const listen = (one: Server): Promise<number> =>
  new Promise((resolve) => {
    one.listen(0, '127.0.0.1', () => {
      const address = one.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
const [port, securePort] = await Promise.all([listen(server), listen(secure)]);
notify({ type: 'listening', port, securePort });
// The parent has ended, however it did.
process.once('disconnect', () => process.exit());
