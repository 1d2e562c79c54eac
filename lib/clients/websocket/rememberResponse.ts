import type { MonoTypeOperatorFunction } from 'rxjs';
import { stepItems } from '../../answer/stepItems.js';
import { operate } from '../../operators/flow/operate.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import type { ResponsesApiRequest } from '../../protocol/requests/ResponsesApiRequest.js';
import { validArguments } from '../../answer/history/validArguments.js';
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
    const items = stepItems();
    let hasEnded = false;
    return {
      error: (error) => {
        hasEnded = true;
        connections.discard();
        subscriber.error(error);
      },
      next: (event) => {
        items.onEvent(event);
        if (event.type === 'completed') {
          hasEnded = true;
          const { response_id, status } = event;
          connections.finish(
            status === 'completed' ? { request, response_id, items: items.list().map(validArguments) } : undefined,
          );
        }
        subscriber.next(event);
      },
      teardown: () => {
        if (!hasEnded) connections.leave();
      },
    };
  });
