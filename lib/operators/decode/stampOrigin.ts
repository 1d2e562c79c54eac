import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { withOrigin } from '../../protocol/opaqueState.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate, type Handlers } from '../flow/operate.js';

/**
 * Marks the items that hold what only their provider can read with its name, so that no other provider receives it.
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 */
export const stampOrigin = (origin: string): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => new Stamping(subscriber, origin));

class Stamping implements Handlers<ResponseEvent> {
  readonly #out: Subscriber<ResponseEvent>;
  readonly #origin: string;

  constructor(out: Subscriber<ResponseEvent>, origin: string) {
    this.#out = out;
    this.#origin = origin;
  }

  next(event: ResponseEvent): void {
    this.#out.next(
      event.type === 'output_item_done' || event.type === 'output_item_added'
        ? { ...event, item: withOrigin(event.item, this.#origin) }
        : event,
    );
  }
}
