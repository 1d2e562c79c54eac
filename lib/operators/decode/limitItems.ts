import type { MonoTypeOperatorFunction, Subscriber } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate, type Handlers } from '../flow/operate.js';

/** The part of an answer that an event adds to, if a server could send any number of such parts. */
const partOf = (event: ResponseEvent): readonly [kind: string, id: unknown] | undefined => {
  switch (event.type) {
    case 'output_text_delta':
    case 'refusal_delta':
    case 'audio_transcript_delta':
      return event.output_index === undefined ? undefined : ['text', event.output_index];
    case 'reasoning_summary_delta':
    case 'reasoning_summary_done':
      return ['summary', event.summary_index];
    case 'tool_call_input_delta':
      return ['input', event.call_id ?? event.item_id];
    case 'rate_limits':
      return ['limits', event.snapshot.limit_id];
    // A new object for each, so that each counts.
    case 'output_item_added':
    case 'output_item_done':
    case 'annotation_added':
      return [event.type, event];
    default:
      return undefined;
  }
};

/**
 * Limits the parts of an answer: its items, calls, annotations, parts of a summary, and names of rate limits, each
 * counted separately. Snapshots have lists of them, and copying a list takes time at every event.
 *
 * ```text
 * events:  --a--a--a--          a: output_item_added
 *        limitItems(2)
 * output:  --a--a--#            stream error: the answer has more than 2 items (maxItems)
 * ```
 *
 * Errors: a `stream` error with the reason `too_large`; errors of the source pass through. Teardown: unsubscribes from
 * the source.
 *
 * @param maxItems the maximum number of parts of each kind. `Infinity`: no limit.
 *
 * @example
 * json$.pipe(decodeEvents(responsesDecoder), limitItems(2000));
 */
export const limitItems = (maxItems: number): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => new Parts(subscriber, maxItems));

class Parts implements Handlers<ResponseEvent> {
  readonly #out: Subscriber<ResponseEvent>;
  readonly #maxItems: number;
  // Made when needed: an open answer mostly has one part, which is the latest.
  #ids: Map<string, Set<unknown>> | undefined;
  #counts: Map<string, number> | undefined;
  #latestKind: string | undefined;
  #latestId: unknown;

  constructor(out: Subscriber<ResponseEvent>, maxItems: number) {
    this.#out = out;
    this.#maxItems = maxItems;
  }

  next(event: ResponseEvent): void {
    const part = partOf(event);
    if (part !== undefined && this.#count(...part) > this.#maxItems)
      throw apiError({
        type: 'stream',
        reason: 'too_large',
        detail: `the answer has more than ${this.#maxItems} items (maxItems)`,
      });
    this.#out.next(event);
  }

  /** Counts a part, and returns the number of those of its kind. */
  #count(kind: string, id: unknown): number {
    if (typeof id === 'object') {
      this.#counts ??= new Map();
      const number = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, number);
      return number;
    }
    // Nearly every delta continues the part of the one before it.
    if (id === this.#latestId && kind === this.#latestKind) return 0;
    if (this.#latestKind !== undefined) this.#idsOf(this.#latestKind).add(this.#latestId);
    [this.#latestKind, this.#latestId] = [kind, id];
    return this.#ids === undefined ? 1 : this.#idsOf(kind).add(id).size;
  }

  #idsOf(kind: string): Set<unknown> {
    this.#ids ??= new Map();
    const known = this.#ids.get(kind) ?? new Set();
    this.#ids.set(kind, known);
    return known;
  }
}
