import { lastValueFrom, Subject, Subscription, takeUntil, tap, toArray, type Observable } from 'rxjs';
import { decodeText } from '../../lib/operators/framing/decodeText.js';
import { isApiError, type ApiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import { LONGEST_WAIT, within } from './within.js';

/** The outcome of a stream: its values, and its error if it had one. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error: unknown;
}

/** Runs a stream to its end, whatever that is. A stream that does not end is unsubscribed from, and fails the test. */
export const outcomeOf = async <T>(source: Observable<T>, limit = LONGEST_WAIT): Promise<Outcome<T>> => {
  const values: T[] = [];
  const subscription = new Subscription();
  try {
    return await within(
      () => `the end of a stream that has emitted ${values.length} values`,
      new Promise<Outcome<T>>((resolve) => {
        subscription.add(
          source.subscribe({
            next: (value) => values.push(value),
            error: (error: unknown) => resolve({ values, error }),
            complete: () => resolve({ values, error: undefined }),
          }),
        );
      }),
      limit,
    );
  } finally {
    subscription.unsubscribe();
  }
};

/** All values of a stream that must succeed, and end in time. */
export const valuesOf = <T>(source: Observable<T>, limit = LONGEST_WAIT): Promise<readonly T[]> => {
  const over$ = new Subject<void>();
  let count = 0;
  const values = lastValueFrom(
    source.pipe(
      tap(() => count++),
      takeUntil(over$),
      toArray(),
    ),
  );
  return within(() => `the end of a stream that has emitted ${count} values`, values, limit).finally(() =>
    over$.next(),
  );
};

/** The `ApiError` of a stream that must fail with one. */
export const errorOf = async (source: Observable<unknown>, limit = LONGEST_WAIT): Promise<ApiError> => {
  const { error } = await outcomeOf(source, limit);
  if (isApiError(error)) return error;
  throw new Error('expected an ApiError', { cause: error });
};

/** The text that the deltas of an answer make. */
export const textIn = (events: readonly ResponseEvent[]): string =>
  events.flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : [])).join('');

/** Waits, turn by turn of the event loop, until a condition is true. */
export const until = async (isSo: () => boolean, limit = LONGEST_WAIT): Promise<void> => {
  let isOver = false;
  const poll = async (): Promise<void> => {
    while (!isOver && !isSo()) await new Promise((resolve) => setImmediate(resolve));
  };
  try {
    await within(() => `the condition ${String(isSo)}`, poll(), limit);
  } finally {
    isOver = true;
  }
};

/** All the text of some output that must succeed. */
export const textOf = async (bytes: Observable<Uint8Array>): Promise<string> =>
  (await valuesOf(bytes.pipe(decodeText()))).join('');
