import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../job.js';
import { writesOf } from './render.js';

const pauseOf = ({ cut }: Answer): number => (cut.startsWith('paced-') ? Number(cut.slice('paced-'.length)) : 0);

const lateness = ({ cut }: Answer): number => (cut.startsWith('late-') ? Number(cut.slice('late-'.length)) : 0);

/** Sends an answer as fast as the client takes it, or at its pace. Rejects when the client hangs up, and stops. */
export const play = async (answer: Answer, response: ServerResponse, signal: AbortSignal): Promise<void> => {
  const writes = writesOf(answer);
  const wait = pauseOf(answer);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  // Over TLS, a kept connection belongs to the answer before until that has been flushed.
  while (response.socket === null) await pause(1, undefined, { signal });
  const { socket } = response;
  for (const bytes of writes) {
    if (wait > 0) await pause(wait, undefined, { signal });
    // Past the response: the bytes are framed already, and node:http would frame them again.
    if (!socket.write(bytes)) await once(socket, 'drain', { signal });
  }
  const late = lateness(answer);
  if (late > 0) await pause(late, undefined, { signal });
  response.end(); // writes the last chunk, the empty one
};
