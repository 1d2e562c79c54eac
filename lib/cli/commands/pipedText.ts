import {
  connect,
  defaultIfEmpty,
  EMPTY,
  identity,
  ignoreElements,
  merge,
  of,
  reduce,
  take,
  takeUntil,
  tap,
  timeout,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { Request } from '../arguments/options.js';
import type { Terminal } from '../terminal/Terminal.js';

/** The longest wait for the first byte of a stdin that nothing may be written to, in milliseconds. */
const INPUT_TIMEOUT = 3000;
/** The longest wait for the first byte of another command of a pipeline, in milliseconds. */
const PIPELINE_TIMEOUT = 30_000;
/** The longest text that may be piped in, in characters. */
const MAX_PIPED = 10 * 2 ** 20;

/** The part of a terminal that piped text is read from. */
export type PipedInput = Pick<Terminal, 'piped' | 'isPipeline' | 'note'>;

/**
 * Emits the text that is piped in, once, or an empty text if there is none.
 *
 * Errors: a `build` error for a text that is too long. Teardown: stops reading.
 */
export const pipedText = (
  { prompt, awaitsPipe }: Request,
  { piped, isPipeline, note }: PipedInput,
  scheduler: SchedulerLike,
): Observable<string> => {
  if (piped === undefined) return of('');
  const wait = isPipeline ? PIPELINE_TIMEOUT : INPUT_TIMEOUT;
  const isOptional = prompt !== '' && !awaitsPipe;
  // A service may start the program with a pipe that stays open and empty.
  const proceedWithout = (): Observable<string> => {
    note(`nothing was piped in within ${wait / 1000} s: the prompt is sent without it; "-" waits for it`);
    return of('');
  };
  const noteWait = timer(INPUT_TIMEOUT, scheduler).pipe(
    tap(() => {
      note(`waiting up to ${wait / 1000} s for the text that is piped in; "-" waits without a limit`);
    }),
    ignoreElements(),
  );
  const limited = (pieces: Observable<string>): Observable<string> =>
    merge(
      isPipeline ? noteWait.pipe(takeUntil(pieces.pipe(take(1), defaultIfEmpty('')))) : EMPTY,
      pieces.pipe(timeout({ first: wait, with: proceedWithout, scheduler })),
    );
  return piped.pipe(
    isOptional ? connect(limited) : identity,
    reduce((text, piece) => {
      if (text.length + piece.length > MAX_PIPED)
        throw buildError(`the text piped in is longer than ${MAX_PIPED} characters`);
      return text + piece;
    }, ''),
  );
};
