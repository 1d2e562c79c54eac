import { AsyncSubject, concatMap, map, mergeMap, Observable, of, startWith, tap } from 'rxjs';
import type { Demand } from '../../../backpressure/Demand.js';
import { holdWhileClosed } from '../../../backpressure/holdWhileClosed.js';
import { deferBuild, tryBuild } from '../../../clients/http/EndpointSession.js';
import { fromEither } from '../../../operators/decode/fromEither.js';
import { failWithApiError } from '../../../operators/flow/failWithApiError.js';
import { idleTimeout } from '../../../operators/framing/idleTimeout.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { isJsonObject } from '../../../protocol/codec/json.js';
import { apiError, buildError } from '../../../protocol/errors/ApiError.js';
import type { LoopTelemetry } from '../../../telemetry/AgentTelemetry.js';
import type { AgentSession } from '../../AgentSession.js';
import type { ThreadEvent } from '../../protocol/ThreadEvent.js';
import type { ThreadOptions } from '../../options/ThreadOptions.js';
import { logTurn } from '../../turn/logTurn.js';
import type { AppServer, Connection } from '../AppServer.js';
import { objectIn, textIn } from '../members.js';
import { startParams, threadParams } from '../threadParams.js';
import { ActiveTurn } from './ActiveTurn.js';
import { endTurn } from './endTurn.js';

/** A turn to run in the app-server. */
export interface AppServerCall {
  readonly thread: ThreadOptions;
  /** The thread to continue. Undefined starts a new one. Null is the id of a thread that has not started. */
  readonly threadId: string | null | undefined;
  readonly method: 'turn/start' | 'review/start';
  /** Returns the params of the turn. May throw a `build` error. */
  readonly params: (threadId: string) => JsonObject;
  /** Hooks on the tools of this application. */
  readonly telemetry: LoopTelemetry | undefined;
}

/** Reads the id of the thread in the answer to `thread/start`, `thread/resume` or `thread/fork`. */
export const threadIdIn = (result: unknown): string => {
  const id = isJsonObject(result) ? textIn(objectIn(result, 'thread'), 'id') : undefined;
  if (id === undefined)
    throw apiError({ type: 'stream', reason: 'malformed', detail: 'codex answered with a thread that has no id' });
  return id;
};

/** Starts the thread, or loads it into this process if it is not loaded yet. Emits its id. */
export const openThread = (
  { peer, loaded }: Connection,
  { thread, threadId }: Pick<AppServerCall, 'thread' | 'threadId'>,
): Observable<string> => {
  if (threadId === null || threadId === '')
    throw buildError(
      `the id of a thread to resume must be a text, got ${JSON.stringify(threadId)}; a new thread has its id once its first turn has started`,
    );
  if (threadId !== undefined && loaded.has(threadId)) return of(threadId);
  const opened =
    threadId === undefined
      ? peer.request('thread/start', startParams(thread))
      : peer.request('thread/resume', { threadId, excludeTurns: true, ...threadParams(thread) });
  return opened.pipe(
    map(threadIdIn),
    tap((id) => loaded.add(id)),
  );
};

/** A turn whose thread is open. */
interface PreparedTurn {
  readonly connection: Connection;
  readonly threadId: string;
  readonly params: JsonObject;
}

const prepare = (connection: Connection, call: AppServerCall): Observable<PreparedTurn> =>
  deferBuild(() => openThread(connection, call)).pipe(
    concatMap((threadId) =>
      fromEither(tryBuild(() => call.params(threadId))).pipe(map((params) => ({ connection, threadId, params }))),
    ),
  );

/**
 * Runs a turn in the app-server: connection → thread → turn → events. Unsubscribing interrupts the turn and terminates
 * its commands; until then, the connection is kept open.
 *
 * @param onTurn called with the running turn, and with an observable that completes when nothing of it is left.
 */
export const appServerTurn = (
  server: AppServer,
  session: AgentSession,
  call: AppServerCall,
  demand: Demand,
  onTurn: (turn: ActiveTurn, gone: Observable<unknown>) => void,
): Observable<ThreadEvent> => {
  const events = new Observable<ThreadEvent>((subscriber) => {
    const { scheduler, exitGrace, idleTimeout: longestSilence } = session;
    let running: { readonly turn: ActiveTurn; readonly connection: Connection } | undefined;
    const gone = new AsyncSubject<undefined>();

    const begin = ({ connection, threadId, params }: PreparedTurn) => {
      const turn = new ActiveTurn(connection, threadId, call.thread, call.telemetry);
      running = { turn, connection };
      onTurn(turn, gone);
      subscriber.add(
        turn.events
          .pipe(
            startWith<ThreadEvent>({ type: 'thread.started', thread_id: threadId }),
            idleTimeout(longestSilence, {
              demand: turn.desk.activity,
              detail: 'idle timeout waiting for codex',
              scheduler,
            }),
            holdWhileClosed(demand),
          )
          .subscribe(subscriber),
      );
      if (!subscriber.closed) turn.start(call.method, params);
    };
    const prepared = server.connection.pipe(mergeMap((connection) => prepare(connection, call)));
    const held = prepared.subscribe({
      next: begin,
      error: (error: unknown) => {
        if (running === undefined) subscriber.error(error); // otherwise the turn itself fails
      },
    });

    return () => {
      const release = () => {
        held.unsubscribe();
        gone.complete();
      };
      if (running === undefined || running.turn.hasEnded) return release();
      // Not part of the caller's subscription: it must continue after unsubscription, and completes within `exitGrace`.
      endTurn(running.connection, running.turn, { exitGrace, scheduler }).subscribe({
        complete: release,
        error: release,
      });
    };
  });
  return events.pipe(
    failWithApiError(),
    logTurn(session.logger, { thread: call.threadId, scheduler: session.scheduler }),
  );
};
