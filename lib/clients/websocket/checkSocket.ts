import {
  asyncScheduler,
  catchError,
  endWith,
  ignoreElements,
  of,
  timeout,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { OpenSocket } from '../../transport/WebSocketTransport.js';

/** Sends a ping and emits whether it was answered in time. A network can drop an idle connection without a sign. */
export const checkSocket = (
  ping: NonNullable<OpenSocket['ping']>,
  due: number,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<boolean> =>
  ping().pipe(
    ignoreElements(),
    timeout({ first: due, scheduler }),
    endWith(true),
    catchError(() => of(false)), // the socket is replaced, whatever is wrong with it
  );
