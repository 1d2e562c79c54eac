import type { MonoTypeOperatorFunction } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';
import type { ConnectionManager } from './ConnectionManager.js';

// docs/wire.md, sections 9.3 and 9.5
/**
 * Stores the completed answer of a socket, so that the next request sends only its new items. If an answer fails, the
 * socket is closed. If its subscriber unsubscribes before its end, the socket is closed or the answer is interrupted. An
 * incomplete answer is not stored.
 */
export const rememberResponse = (
  connections: ConnectionManager,
  request: ResponsesApiRequest,
): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => {
    const items: ResponseItem[] = [];
    let hasEnded = false;
    return {
      error: (error) => {
        hasEnded = true;
        connections.discard();
        subscriber.error(error);
      },
      next: (event) => {
        if (event.type === 'output_item_done') items.push(event.item);
        if (event.type === 'completed') {
          hasEnded = true;
          const { response_id, status } = event;
          connections.finish(status === 'completed' ? { request, response_id, items } : undefined);
        }
        subscriber.next(event);
      },
      teardown: () => {
        if (!hasEnded) connections.leave();
      },
    };
  });
