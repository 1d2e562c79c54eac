import type { Observable } from 'rxjs';
import type { ResumableOptions } from '../../operators/http/resumable.js';
import type { StreamCursor } from '../../protocol/StreamCursor.js';
import type { RequestSpec } from '../../provider/HttpRequest.js';
import type { CallObserver } from './callObserver.js';
import type { EndpointSession } from './EndpointSession.js';

/** The settings for continuing an answer whose connection was lost. */
export interface Continuation extends Pick<ResumableOptions, 'start' | 'onCursor'> {
  readonly spec: (cursor: StreamCursor) => RequestSpec;
}

/**
 * Creates the options of `resumable` for one call. The number of resumptions and the waits before them are those of the
 * provider's retries.
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
