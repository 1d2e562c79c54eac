import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { apiErrorData } from '../protocol/errors/apiErrorData.js';
import { isApiError } from '../protocol/errors/ApiError.js';
import { isJsonObject, parseJsonText, writeJsonText, type JsonObject } from '../protocol/codec/json.js';
import type { MarbleEvent, MarbleEvents, MarbleEventsEnding } from '../protocol/recording/marbleFile/MarbleFile.js';

/** Options for `marbleEvents`. */
export interface MarbleEventsOptions {
  /** The scheduler for the times of the values. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A value as a file has it: without undefined members, functions and prototypes. */
const jsonOf = (value: unknown): unknown => parseJsonText(writeJsonText(value) ?? 'null') ?? null;

const dataOf = (error: unknown): object => {
  if (isApiError(error)) return apiErrorData(error);
  return error instanceof Error ? { name: error.name, message: error.message } : { message: String(error) };
};

const errorOf = (error: unknown): JsonObject => {
  const data = jsonOf(dataOf(error));
  return isJsonObject(data) ? data : {};
};

/**
 * Observes a stream to its end. Emits one report, with all values as JSON, their times since the subscription, and the
 * end of the stream. An error is a part of the report, so the result never fails.
 *
 * ```text
 * answer:  --a---b#
 *       marbleEvents(), map(({ events }) => events.map(({ at }) => at))
 * output:  -------(x|)        x = [2, 6]
 * ```
 *
 * Errors: none. Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', 'Hi').pipe(marbleEvents()).subscribe(({ events, ending }) => console.log(events.length, ending.type));
 */
export const marbleEvents =
  ({ scheduler = asyncScheduler }: MarbleEventsOptions = {}): OperatorFunction<unknown, MarbleEvents> =>
  (source) =>
    new Observable((subscriber) => {
      const started = scheduler.now();
      const now = () => Math.max(0, scheduler.now() - started);
      const events: MarbleEvent[] = [];
      const finish = (ending: MarbleEventsEnding): void => {
        subscriber.next({ events, ending });
        subscriber.complete();
      };
      return source.subscribe({
        next: (value) => events.push({ at: now(), value: jsonOf(value) }),
        error: (error: unknown) => finish({ type: 'error', at: now(), error: errorOf(error) }),
        complete: () => finish({ type: 'complete', at: now() }),
      });
    });
