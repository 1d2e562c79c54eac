import { takeWhile, type MonoTypeOperatorFunction } from 'rxjs';
import type { SseFrame } from '../protocol/SseFrame.js';

const isSentinel = ({ data, comment }: SseFrame): boolean =>
  comment !== true && data.length <= 16 && /^\s*(\[DONE\]|DONE)\s*$/.test(data);

/**
 * Completes at the sentinel `[DONE]`, without waiting for the connection to end.
 *
 * ```text
 * frames:  --a--b--[DONE]----
 *          untilDone()
 * frames:  --a--b--|
 * ```
 *
 * Errors and teardown: the source's. Source: wire.md 5, demands.md D3.
 *
 * @example
 * frames$.pipe(untilDone(), parseJson());
 */
export const untilDone = (): MonoTypeOperatorFunction<SseFrame> => takeWhile((frame) => !isSentinel(frame));
