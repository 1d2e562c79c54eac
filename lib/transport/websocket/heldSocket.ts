import { defer, EMPTY, finalize, throwError, type Observable } from 'rxjs';
import type { Demand } from '../../backpressure/Demand.js';
import { holdWhileClosed } from '../../backpressure/holdWhileClosed.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { SOCKET_CLOSED } from '../../protocol/errors/TransportError.js';
import { readOnce } from '../readOnce.js';
import type { OpenSocket } from '../WebSocketTransport.js';

const notOpen = () =>
  throwError(() =>
    apiError({
      type: 'transport',
      error: { type: 'network', detail: 'the websocket is not open', code: SOCKET_CLOSED },
    }),
  );

/**
 * Gives a socket without a network the rules of a real one: its frames can be read only once, and they are held back
 * while demand is closed. `send` and `ping` fail once the frames have completed, failed or been unsubscribed from.
 */
export const heldSocket = (socket: OpenSocket, demand: Demand): OpenSocket => {
  let isOpen = true;
  const whileOpen = (act: () => Observable<never>) => defer(() => (isOpen ? act() : notOpen()));
  return {
    frames: socket.frames.pipe(
      finalize(() => (isOpen = false)),
      readOnce(),
      holdWhileClosed(demand),
    ),
    send: (text) => whileOpen(() => socket.send(text)),
    ...(socket.ping && { ping: () => whileOpen(() => socket.ping?.() ?? EMPTY) }),
  };
};
