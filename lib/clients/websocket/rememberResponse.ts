import type { MonoTypeOperatorFunction } from 'rxjs';
import { operate } from '../../operators/flow/operate.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../protocol/ResponsesApiRequest.js';
import type { ConnectionManager } from './ConnectionManager.js';

/**
 * Remembers what was answered on a socket, so that the next request need only say what is new. An answer that failed, or
 * that was left before its end, closes the socket; one that was cut short is not built upon. Source: wire.md 9.3, 9.5.
 */
export const rememberResponse = (
  connections: ConnectionManager,
  request: ResponsesApiRequest,
): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => {
    const items: ResponseItem[] = [];
    let hasEnded = false;
    return {
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
        if (!hasEnded) connections.discard();
      },
    };
  });
