import type { Observable } from 'rxjs';
import type { ResumableOptions } from '../../operators/http/resumable.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { CallObserver } from './callObserver.js';
import type { EndpointSession } from './EndpointSession.js';

/** How to continue an answer whose connection was lost. */
export interface Continuation extends Pick<ResumableOptions, 'start' | 'onCursor'> {
  readonly spec: (cursor: StreamCursor) => RequestSpec;
}

/**
 * The options of `resumable` for one call: an answer is resumed as often, and after the same waits, as a request is
 * retried.
 *
 * @param reopen opens a further connection and emits its frames, as one observable.
 */
export const resumeOptions = (
  { provider, scheduler, random }: Pick<EndpointSession, 'provider' | 'scheduler' | 'random'>,
  { onRetry }: Pick<CallObserver, 'onRetry'>,
  { spec, start, onCursor }: Continuation,
  reopen: (spec: () => RequestSpec) => Observable<Observable<unknown>>,
): ResumableOptions => {
  const { maxAttempts: maxResumes, baseDelay, maxDelay } = provider.retry;
  const resume = (cursor: StreamCursor) => reopen(() => spec(cursor));
  return { resume, start, maxResumes, baseDelay, maxDelay, onRetry, onCursor, scheduler, random };
};
