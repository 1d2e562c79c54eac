import {
  catchError,
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  timeout,
  throwError,
  using,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { timeoutError } from '../../../protocol/errors/ApiError.js';
import type { Connection } from '../Connection.js';
import type { ActiveTurn } from './ActiveTurn.js';

/** Options for `endTurn`. */
export interface EndTurnOptions {
  /** The time allowed for the turn to end, in milliseconds. */
  readonly exitGrace: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Ends a turn that its subscriber has left: interrupts it once it has started, waits for its end, and terminates the
 * commands that it left running, which an interrupt does not. If the program does not react in time, the connection is
 * aborted: the agent would otherwise go on unnoticed.
 *
 * Emits nothing and never fails. Teardown: none; it completes within `exitGrace`.
 */
// docs/wire.md, section 13.8
export const endTurn = (
  connection: Connection,
  turn: ActiveTurn,
  { exitGrace, scheduler }: EndTurnOptions,
): Observable<never> => {
  const ended = concat(
    // An interrupt is refused if the turn ends at the same moment. What counts is the end.
    merge(turn.interrupt().pipe(catchError(() => EMPTY)), turn.ended).pipe(ignoreElements()),
    defer(() => connection.peer.request('thread/backgroundTerminals/clean', { threadId: turn.threadId })),
  );
  const completed = ended.pipe(
    ignoreElements(),
    timeout({
      each: exitGrace,
      scheduler,
      with: () => throwError(() => timeoutError(`the turn did not end within ${exitGrace} ms after its interrupt`)),
    }),
    catchError((error: unknown) => {
      connection.abort(error);
      return EMPTY;
    }),
  );
  // The end of the turn is a notification: the output must be read until it has come.
  return using(
    () => connection.gate.need(),
    () => completed,
  );
};
