import { concatMap, defer, EMPTY, NEVER, of, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { MarbleExchange } from '../protocol/recording/marbleFile/MarbleFile.js';
import { playBody } from './playBody.js';
import { recordedFailure } from './recordedFailure.js';
import { playSocket } from './websocket/playSocket.js';
import type { UpgradeResponse } from './WebSocketTransport.js';

/**
 * Replays a request of a `.marble` file: emits the head (status and headers) at its time since the subscription, with
 * the body or the socket, or fails.
 *
 * @param speed a number above 0.
 */
export const playExchange = (
  { reply }: Pick<MarbleExchange, 'reply'>,
  speed: number,
  scheduler: SchedulerLike,
): Observable<UpgradeResponse> =>
  defer(() => {
    const hasHead = reply.type === 'reply' || reply.type === 'socket';
    const wait = Math.round((hasHead ? reply.after : reply.at) / speed);
    const answer = (): Observable<UpgradeResponse> => {
      if (reply.type === 'cancelled') return NEVER;
      if (reply.type === 'lost') return throwError(() => recordedFailure(reply));
      const head = { status: reply.status, headers: new Headers(reply.headers) };
      const started = scheduler.now();
      return of(
        reply.type === 'reply'
          ? { ...head, bytes: playBody(reply, started, speed, scheduler) }
          : { ...head, bytes: EMPTY, socket: playSocket(reply, started, speed, scheduler) },
      );
    };
    return wait > 0 ? timer(wait, scheduler).pipe(concatMap(answer)) : answer();
  });
