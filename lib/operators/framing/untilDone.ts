import { takeWhile, type MonoTypeOperatorFunction } from 'rxjs';
import { isDone, type SseFrame } from '../../protocol/SseFrame.js';

/** What becomes of the sentinel itself. */
export interface UntilDoneOptions {
  /** Whether the sentinel is emitted, as the last frame. Default false. */
  readonly inclusive?: boolean;
}

/**
 * Completes at the sentinel `[DONE]`, without waiting for the connection to end.
 *
 * ```text
 * frames:  --a--b--DONE----
 *          untilDone()
 * frames:  --a--b--|
 *
 * frames:  --a--b--DONE----
 *          untilDone({ inclusive: true })
 * frames:  --a--b--(DONE|)
 * ```
 *
 * Errors and teardown: the source's. Source: wire.md 5, demands.md D3.
 *
 * @example
 * frames$.pipe(untilDone(), parseJson());
 */
export const untilDone = ({ inclusive = false }: UntilDoneOptions = {}): MonoTypeOperatorFunction<SseFrame> =>
  takeWhile(({ data, comment }) => comment === true || !isDone(data), inclusive);
