import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { withOrigin } from '../../protocol/opaqueState.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate, type Handlers } from '../flow/operate.js';

/**
 * Marks items with state that only their provider can read with its name, so that no other provider receives that
 * state.
 * Errors of the source pass through. Teardown: unsubscribes from the source.
 *
 * @param onMark called with the first event and with each event that has an item, before it is emitted.
 */
export const stampOrigin = (
  origin: string,
  onMark?: (event: ResponseEvent) => void,
): MonoTypeOperatorFunction<ResponseEvent> => operate((subscriber) => new Stamping(subscriber, origin, onMark));

class Stamping implements Handlers<ResponseEvent> {
  readonly #out: Subscriber<ResponseEvent>;
  readonly #origin: string;
  readonly #onMark: ((event: ResponseEvent) => void) | undefined;
  #isFirst = true;

  constructor(out: Subscriber<ResponseEvent>, origin: string, onMark: ((event: ResponseEvent) => void) | undefined) {
    this.#out = out;
    this.#origin = origin;
    this.#onMark = onMark;
  }

  next(event: ResponseEvent): void {
    const hasItem = event.type === 'output_item_done' || event.type === 'output_item_added';
    const marked = hasItem ? { ...event, item: withOrigin(event.item, this.#origin) } : event;
    if (hasItem || this.#isFirst) this.#onMark?.(marked);
    this.#isFirst = false;
    this.#out.next(marked);
  }
}
