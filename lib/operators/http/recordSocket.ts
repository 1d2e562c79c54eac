import { EMPTY, type Observable } from 'rxjs';
import type { OpenSocket } from '../../transport/WebSocketTransport.js';
import type { SendingTape, SocketTape } from '../../transport/websocket/socketTape.js';
import { operate } from '../flow/operate.js';
import { recordFirst } from './recordFirst.js';

/** Records when a message was accepted or a ping was answered. */
const recordSending = (sending: Observable<never>, begin: () => SendingTape): Observable<never> =>
  sending.pipe(
    operate<never, never>((subscriber) => {
      const tape = begin();
      return {
        next: (nothing) => subscriber.next(nothing),
        error: (cause) => {
          tape.failed(cause);
          subscriber.error(cause);
        },
        complete: () => {
          tape.done();
          subscriber.complete();
        },
      };
    }),
  );

/**
 * Records the frames of a WebSocket, in both directions. Of a message that is sent, only the time and the `type` are
 * recorded. Errors of the source pass through. Teardown: unsubscribes from the source, and records it.
 */
export const recordSocket = (socket: OpenSocket, tape: SocketTape): OpenSocket => ({
  frames: recordFirst(socket.frames, { ...tape, value: tape.received }),
  send: (text) => recordSending(socket.send(text), () => tape.sent(text)),
  ...(socket.ping && { ping: () => recordSending(socket.ping?.() ?? EMPTY, () => tape.ping()) }),
});
