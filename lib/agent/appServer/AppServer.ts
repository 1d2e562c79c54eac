import {
  concat,
  defer,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  ReplaySubject,
  share,
  Subject,
  takeUntil,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { tryBuild } from '../../clients/http/EndpointSession.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { splitLines } from '../../operators/framing/splitLines.js';
import { redactApiError } from '../../telemetry/redactApiError.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import type { RunningProcess } from '../../transport/ProcessTransport.js';
import type { AgentSession } from '../AgentSession.js';
import { secretsIn } from '../process/environment.js';
import { skipForeignLines } from '../turn/skipForeignLines.js';
import { brokenOff, neverReady } from '../turn/untilTurnEnds.js';
import type { JsonObject } from '../../protocol/codec/json.js';
import type { ThreadEvent } from '../protocol/ThreadEvent.js';
import type { AgentServer, ServerTurn } from './AgentServer.js';
import { appServerRequest } from './appServerRequest.js';
import { requestOn, type Connection, type LoadedThread } from './Connection.js';
import { handshake } from './handshake.js';
import { textIn } from './members.js';
import { ReadGate } from './ReadGate.js';
import { readRpcMessage, type RpcMessage } from './rpc/RpcMessage.js';
import { RpcPeer } from './rpc/RpcPeer.js';
import { appServerTurn } from './turn/appServerTurn.js';
import { withConnection } from './withConnection.js';

const isMessage = (message: RpcMessage | undefined): message is RpcMessage => message !== undefined;

/** Keeps the list of loaded threads: the program unloads a thread that was idle for long, and one that is archived. */
const noteThreads = (loaded: Map<string, LoadedThread>, message: RpcMessage): void => {
  if (message.type !== 'notification') return;
  const { method, params } = message;
  const id = textIn(params, 'threadId');
  if (id !== undefined && (method === 'thread/closed' || method === 'thread/archived')) loaded.delete(id);
};

/** Runs the app-server: stdin ← requests; stdout → lines → JSON → messages → peer. Unsubscribing closes its stdin. */
const connect = (session: AgentSession, onProcess: (process: RunningProcess) => void): Observable<Connection> =>
  new Observable((subscriber) => {
    const { transport, maxLineLength, logger, requestTimeout, scheduler, apiKey } = session;
    const { learnValues, redact } = createRedactor();
    const stdin = new Subject<string>();
    const aborted = new Subject<never>();
    const loaded = new Map<string, LoadedThread>();
    const gate = new ReadGate();
    let isReady = false;
    const peer = new RpcPeer({ write: (line) => stdin.next(line), wait: () => gate.need(), requestTimeout, scheduler });
    const fail = (error: unknown) => {
      peer.fail(error);
      subscriber.error(error);
    };
    const connection = handshake(peer, apiKey).pipe(
      map((info): Connection => ({ peer, info, loaded, gate, redact, abort: (error) => aborted.error(error) })),
    );

    subscriber.add(
      merge(
        aborted,
        fromEither(tryBuild(() => appServerRequest(session, stdin))).pipe(
          tap(({ env, args }) => learnValues(secretsIn(env, args))),
          mergeMap((request) => transport.run(request, gate.demand)),
          tap(onProcess),
          mergeMap(({ stdout, exit }) => {
            const messages = stdout.pipe(
              splitLines({ maxLineLength, emitLast: false }),
              skipForeignLines(logger, redact),
              map((data) => ({ event: 'message', data })),
              parseJson({ malformed: 'fail' }),
              map(readRpcMessage),
              filter(isMessage),
              tap((message) => {
                noteThreads(loaded, message);
                peer.receive(message);
              }),
              ignoreElements(),
            );
            const ended = exit.pipe(mergeMap((end) => throwError(() => (isReady ? brokenOff(end) : neverReady(end)))));
            return merge(messages, ended, connection, NEVER);
          }),
        ),
      )
        .pipe(failWithApiError({ redact: (error) => redactApiError(error, redact) }))
        .subscribe({
          next: (opened) => {
            isReady = true;
            subscriber.next(opened);
          },
          error: fail,
        }),
    );
    // Last: it must be closed before the transport's own teardown, which waits for the program to react.
    return () => stdin.complete();
  });

/**
 * The app-server of a `Codex`: one process for all its threads. It starts with the first subscriber. When the last one
 * has unsubscribed, the process ends after `processKeepAlive`, so that the next turn of a conversation finds it running.
 */
export class AppServer implements AgentServer {
  /** The connection. Emits once it is initialized; fails when the process ends. */
  readonly connection: Observable<Connection>;
  readonly #session: AgentSession;

  constructor(session: AgentSession) {
    this.#session = session;
    const { exitGrace, scheduler } = session;
    let lastExit: Observable<unknown> = EMPTY;
    const run = defer(() =>
      connect(session, ({ exit }) => {
        lastExit = exit;
      }),
    );
    // A thread has one writer: the next process cannot resume it until the previous one has exited.
    const previousExit = defer(() => lastExit.pipe(ignoreElements(), takeUntil(timer(exitGrace, scheduler))));
    this.connection = concat(previousExit, run).pipe(
      share({
        connector: () => new ReplaySubject(1),
        resetOnRefCountZero: () => timer(session.processKeepAlive, scheduler),
      }),
    );
  }
  request(method: string, params: JsonObject): Observable<JsonObject> {
    return withConnection(this.connection, (connection) => requestOn(connection, method, params)).pipe(
      failWithApiError(),
    );
  }

  turn(turn: ServerTurn): Observable<ThreadEvent> {
    return appServerTurn(this.connection, this.#session, turn);
  }
}
