import { AsyncSubject, concatMap, map, mergeMap, Observable, of, startWith, Subscription } from 'rxjs';
import { bothOpen } from '../../../backpressure/bothOpen.js';
import { holdWhileClosed } from '../../../backpressure/holdWhileClosed.js';
import { deferBuild, tryBuild } from '../../../clients/http/EndpointSession.js';
import { fromEither } from '../../../operators/decode/fromEither.js';
import { failWithApiError } from '../../../operators/flow/failWithApiError.js';
import { Mutex } from '../../../operators/flow/Mutex.js';
import { idleTimeout } from '../../../operators/framing/idleTimeout.js';
import type { JsonObject } from '../../../protocol/codec/json.js';
import { buildError } from '../../../protocol/errors/ApiError.js';
import type { AgentSession } from '../../AgentSession.js';
import type { ThreadOptions } from '../../options/ThreadOptions.js';
import type { ThreadEvent } from '../../protocol/ThreadEvent.js';
import { logTurn } from '../../turn/logTurn.js';
import type { ServerTurn } from '../AgentServer.js';
import { requestOn, threadIdIn, type Connection } from '../Connection.js';
import { startParams, threadParams } from '../threadParams.js';
import { changedSettings, settingsIn, withSettings } from '../threadSettings.js';
import { ActiveTurn } from './ActiveTurn.js';
import { endTurn } from './endTurn.js';

type ThreadCall = Pick<ServerTurn, 'thread' | 'threadId'>;

/** Starts the thread, or loads it into this process if it is not loaded yet. Emits its id. */
export const openThread = (connection: Connection, { thread, threadId }: ThreadCall): Observable<string> => {
  if (threadId === null || threadId === '')
    throw buildError(
      `the id of a thread to resume must be a text, got ${JSON.stringify(threadId)}; a new thread has its id once its first turn has started`,
    );
  if (threadId !== undefined && connection.loaded.has(threadId)) return of(threadId);
  const opened =
    threadId === undefined
      ? requestOn(connection, 'thread/start', startParams(thread))
      : requestOn(connection, 'thread/resume', { threadId, excludeTurns: true, ...threadParams(thread) });
  return opened.pipe(map(threadIdIn));
};

/**
 * Waits until no other turn of the thread runs in this process: the program would take a turn that is begun meanwhile as
 * a message to the other one. The lock is released when `owner` is unsubscribed from.
 */
const lockThread = ({ loaded }: Connection, threadId: string, owner: Subscription): Observable<string> =>
  new Observable((subscriber) => {
    const { turns } = loaded.get(threadId) ?? { turns: new Mutex() };
    owner.add(
      turns.acquire(() => {
        subscriber.next(threadId);
        subscriber.complete();
      }),
    );
  });

/** Changes the settings of a loaded thread to those of this call. Emits the id of the thread. */
const applySettings = (connection: Connection, threadId: string, thread: ThreadOptions): Observable<string> => {
  const known = connection.loaded.get(threadId);
  const wanted = settingsIn(threadParams(thread));
  const changes = known && changedSettings(known.settings, wanted);
  if (known === undefined || changes === undefined) return of(threadId);
  return requestOn(connection, 'thread/settings/update', { threadId, ...changes }).pipe(
    map(() => {
      connection.loaded.set(threadId, { ...known, settings: withSettings(known.settings, wanted) });
      return threadId;
    }),
  );
};

/** A turn whose thread is open. */
interface PreparedTurn {
  readonly connection: Connection;
  readonly threadId: string;
  readonly params: JsonObject;
}

const prepare = (connection: Connection, call: ServerTurn, owner: Subscription): Observable<PreparedTurn> =>
  deferBuild(() => openThread(connection, call)).pipe(
    concatMap((threadId) => lockThread(connection, threadId, owner)),
    concatMap((threadId) => deferBuild(() => applySettings(connection, threadId, call.thread))),
    concatMap((threadId) =>
      fromEither(tryBuild(() => call.params(threadId))).pipe(map((params) => ({ connection, threadId, params }))),
    ),
  );

/**
 * Runs a turn in the app-server: connection → thread → turn → events. Unsubscribing interrupts the turn and terminates
 * its commands; until then, the connection is kept open.
 */
export const appServerTurn = (
  opened: Observable<Connection>,
  session: AgentSession,
  call: ServerTurn,
): Observable<ThreadEvent> => {
  const events = new Observable<ThreadEvent>((subscriber) => {
    const { scheduler, exitGrace, idleTimeout: longestSilence } = session;
    let running: { readonly turn: ActiveTurn; readonly connection: Connection } | undefined;
    const gone = new AsyncSubject<undefined>();
    const lock = new Subscription();

    const begin = ({ connection, threadId, params }: PreparedTurn) => {
      const turn = new ActiveTurn(connection, threadId, call.thread, call.telemetry);
      running = { turn, connection };
      call.onTurn(turn, gone);
      subscriber.add(connection.gate.follow(call.demand));
      subscriber.add(
        turn.events
          .pipe(
            startWith<ThreadEvent>({ type: 'thread.started', thread_id: threadId }),
            idleTimeout(longestSilence, {
              demand: bothOpen(turn.desk.activity, connection.gate.demand),
              detail: 'idle timeout waiting for codex',
              scheduler,
            }),
            holdWhileClosed(call.demand),
          )
          .subscribe(subscriber),
      );
      if (!subscriber.closed) turn.start(call.method, params);
    };
    const prepared = opened.pipe(mergeMap((connection) => prepare(connection, call, lock)));
    const held = prepared.subscribe({
      next: begin,
      error: (error: unknown) => {
        if (running === undefined) subscriber.error(error); // otherwise the turn itself fails
      },
    });

    return () => {
      const release = () => {
        held.unsubscribe();
        lock.unsubscribe();
        gone.complete();
      };
      if (running === undefined || running.turn.hasEnded) return release();
      running.turn.leave();
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
