import { apiError } from '../protocol/errors/ApiError.js';
import { MAX_OPEN_PARTS } from '../protocol/limits.js';

/**
 * Checks the number of parts that a server has begun and not finished. A part that has not been emitted counts towards no
 * option, and takes twenty times the memory of the text that begins it.
 *
 * @throws a `stream` error with the reason `too_large`.
 */
export const expectFewOpen = (open: number): void => {
  if (open > MAX_OPEN_PARTS)
    throw apiError({
      type: 'stream',
      reason: 'too_large',
      detail: `the server has begun more than ${MAX_OPEN_PARTS} parts of the answer without finishing them`,
    });
};
