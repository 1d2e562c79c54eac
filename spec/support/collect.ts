import { lastValueFrom, toArray, type Observable } from 'rxjs';
import { decodeText } from '../../lib/operators/framing/decodeText.js';
import { isApiError, type ApiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';

/** What a stream came to: its values, and its error if it had one. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error: unknown;
}

/** Runs a stream to its end, whatever that is. */
export const outcomeOf = <T>(source: Observable<T>): Promise<Outcome<T>> =>
  new Promise((resolve) => {
    const values: T[] = [];
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => resolve({ values, error }),
      complete: () => resolve({ values, error: undefined }),
    });
  });

/** All values of a stream that must succeed. */
export const valuesOf = <T>(source: Observable<T>): Promise<readonly T[]> => lastValueFrom(source.pipe(toArray()));

/** The `ApiError` of a stream that must fail with one. */
export const errorOf = async (source: Observable<unknown>): Promise<ApiError> => {
  const { error } = await outcomeOf(source);
  if (isApiError(error)) return error;
  throw new Error('expected an ApiError', { cause: error });
};

/** The text that the deltas of an answer make. */
export const textIn = (events: readonly ResponseEvent[]): string =>
  events.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : [])).join('');

/** Waits, turn by turn of the event loop, until something is so. The test's own timeout is the limit. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

/** All the text of some output that must succeed. */
export const textOf = async (bytes: Observable<Uint8Array>): Promise<string> =>
  (await valuesOf(bytes.pipe(decodeText()))).join('');
