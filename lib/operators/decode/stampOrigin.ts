import type { MonoTypeOperatorFunction } from 'rxjs';
import { withOrigin } from '../../protocol/opaqueState.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from '../flow/operate.js';

/**
 * Marks the items that hold what only their provider can read with its name, so that no other provider receives it.
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 */
export const stampOrigin = (origin: string): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => ({
    next: (event) =>
      subscriber.next(
        event.type === 'output_item_done' || event.type === 'output_item_added'
          ? { ...event, item: withOrigin(event.item, origin) }
          : event,
      ),
  }));
