import type { MonoTypeOperatorFunction } from 'rxjs';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import type { ExchangeTape, MarbleTape } from '../../transport/marbleTape.js';
import type { UpgradeResponse } from '../../transport/WebSocketTransport.js';
import { operate } from '../flow/operate.js';
import { recordBody } from './recordBody.js';
import { recordSocket } from './recordSocket.js';

const record = <H extends UpgradeResponse>(head: H, exchange: ExchangeTape): H =>
  head.socket === undefined
    ? { ...head, bytes: recordBody(head.bytes, exchange.head(head)) }
    : { ...head, socket: recordSocket(head.socket, exchange.socket(head)) };

/**
 * Records each subscription as a request, with its response, its WebSocket or its failure. The stream itself is
 * unchanged. Errors of the source pass through. Teardown: unsubscribes from the source, and records it.
 */
export const recordExchange = <H extends UpgradeResponse>(
  tape: MarbleTape,
  request: HttpRequest | undefined,
): MonoTypeOperatorFunction<H> =>
  operate<H, H>((subscriber) => {
    const exchange = tape.request(request);
    return {
      next: (head) => subscriber.next(record(head, exchange)),
      error: (cause) => {
        exchange.lost(cause);
        subscriber.error(cause);
      },
      teardown: () => exchange.cancelled(),
    };
  });
