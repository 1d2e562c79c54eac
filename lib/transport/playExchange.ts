import { concatMap, defer, NEVER, of, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, timeoutError } from '../protocol/errors/ApiError.js';
import type { MarbleExchange, MarbleFailure } from '../protocol/recording/marbleFile/MarbleFile.js';
import type { StreamResponse } from './HttpTransport.js';
import { playBody } from './playBody.js';

const failureOf = (reply: MarbleFailure): Observable<never> => {
  if (reply.type === 'cancelled') return NEVER;
  const { detail, code } = reply;
  return throwError(() =>
    code === 'ETIMEDOUT'
      ? timeoutError(detail)
      : apiError({ type: 'transport', error: { type: 'network', detail, ...definedMembers({ code }) } }),
  );
};

/**
 * Replays a request of a `.marble` file: emits the head (status and headers) at its time since the subscription, with
 * the body, or fails.
 *
 * @param speed a number above 0.
 */
export const playExchange = (
  { reply }: Pick<MarbleExchange, 'reply'>,
  speed: number,
  scheduler: SchedulerLike,
): Observable<StreamResponse> =>
  defer(() => {
    const wait = Math.round((reply.type === 'reply' ? reply.after : reply.at) / speed);
    const answer = (): Observable<StreamResponse> =>
      reply.type === 'reply'
        ? of({
            status: reply.status,
            headers: new Headers(reply.headers),
            bytes: playBody(reply, scheduler.now(), speed, scheduler),
          })
        : failureOf(reply);
    return wait > 0 ? timer(wait, scheduler).pipe(concatMap(answer)) : answer();
  });
