import type { MonoTypeOperatorFunction } from 'rxjs';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { operate } from '../flow/operate.js';

// docs/decisions.md: length, incomplete
/**
 * Converts an answer that a limit or a filter cut short to an error. Without it, such an answer completes with `status:
 * 'incomplete'`.
 *
 * ```text
 * events:  --text--(incomplete|)
 *      failOnIncomplete()
 * events:  --text--#                incomplete response returned, reason: max_output_tokens
 * ```
 *
 * Errors: a `context_window_exceeded` error for the finish reason `length` of the Chat API, otherwise an `incomplete`
 * error with the reason. Errors of the source pass through.
 *
 * Teardown: unsubscribes from the source.
 *
 * @example
 * client.streamPrompt('gpt-5.1', prompt).pipe(failOnIncomplete());
 */
export const failOnIncomplete = (): MonoTypeOperatorFunction<ResponseEvent> =>
  operate((subscriber) => ({
    next: (event) => {
      if (event.type !== 'completed' || event.status === 'completed') return subscriber.next(event);
      const reason = event.finish_reason ?? 'unknown';
      subscriber.error(
        apiError(reason === 'length' ? { type: 'context_window_exceeded' } : { type: 'incomplete', reason }),
      );
    },
  }));
