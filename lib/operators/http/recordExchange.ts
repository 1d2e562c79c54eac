import type { MonoTypeOperatorFunction } from 'rxjs';
import type { HttpRequest } from '../../provider/HttpRequest.js';
import type { StreamResponse } from '../../transport/HttpTransport.js';
import type { MarbleTape } from '../../transport/marbleTape.js';
import { operate } from '../flow/operate.js';
import { recordBody } from './recordBody.js';

/**
 * Records each subscription as a request, with its response or failure. The stream itself is unchanged. Errors of the
 * source pass through. Teardown: unsubscribes from the source, and records it.
 */
export const recordExchange = <H extends StreamResponse>(
  tape: MarbleTape,
  request: HttpRequest | undefined,
): MonoTypeOperatorFunction<H> =>
  operate<H, H>((subscriber) => {
    const exchange = tape.request(request);
    return {
      next: (head) => subscriber.next({ ...head, bytes: recordBody(head.bytes, exchange.head(head)) }),
      error: (cause) => {
        exchange.lost(cause);
        subscriber.error(cause);
      },
      teardown: () => exchange.cancelled(),
    };
  });
