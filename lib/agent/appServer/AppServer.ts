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
import { brokenOff } from '../turn/untilTurnEnds.js';
import { appServerRequest } from './appServerRequest.js';
import { handshake, type AppServerInfo } from './handshake.js';
import { readRpcMessage, type RpcMessage } from './rpc/RpcMessage.js';
import { RpcPeer } from './rpc/RpcPeer.js';

/** A connection to a running app-server. */
export interface Connection {
  readonly peer: RpcPeer;
  readonly info: AppServerInfo;
  /** The threads that the program has loaded. A turn of another thread must resume it first. */
  readonly loaded: Set<string>;
  readonly redact: (text: string) => string;
  /** Ends the process, and fails everything that uses it. */
  readonly abort: (error: unknown) => void;
}

const isMessage = (message: RpcMessage | undefined): message is RpcMessage => message !== undefined;

/** Runs the app-server: stdin ← requests; stdout → lines → JSON → messages → peer. Unsubscribing closes its stdin. */
const connect = (session: AgentSession, onProcess: (process: RunningProcess) => void): Observable<Connection> =>
  new Observable((subscriber) => {
    const { transport, maxLineLength, logger, requestTimeout, scheduler, apiKey } = session;
    const { learnValues, redact } = createRedactor();
    const stdin = new Subject<string>();
    const aborted = new Subject<never>();
    const loaded = new Set<string>();
    const peer = new RpcPeer({ write: (line) => stdin.next(line), requestTimeout, scheduler });
    const fail = (error: unknown) => {
      peer.fail(error);
      subscriber.error(error);
    };
    const connection = handshake(peer, apiKey).pipe(
      map((info): Connection => ({ peer, info, loaded, redact, abort: (error) => aborted.error(error) })),
    );

    subscriber.add(
      merge(
        aborted,
        fromEither(tryBuild(() => appServerRequest(session, stdin))).pipe(
          tap(({ env, args }) => learnValues(secretsIn(env, args))),
          mergeMap((request) => transport.run(request)),
          tap(onProcess),
          mergeMap(({ stdout, exit }) => {
            const messages = stdout.pipe(
              splitLines({ maxLineLength }),
              skipForeignLines(logger, redact),
              map((data) => ({ event: 'message', data })),
              parseJson({ malformed: 'fail' }),
              map(readRpcMessage),
              filter(isMessage),
              tap((message) => peer.receive(message)),
              ignoreElements(),
            );
            const ended = exit.pipe(mergeMap((end) => throwError(() => brokenOff(end))));
            return merge(messages, ended, connection, NEVER);
          }),
        ),
      )
        .pipe(failWithApiError({ redact: (error) => redactApiError(error, redact) }))
        .subscribe({ next: (opened) => subscriber.next(opened), error: fail }),
    );
    // Last: it must be closed before the transport's own teardown, which waits for the program to react.
    return () => stdin.complete();
  });

/**
 * The app-server of a `Codex`: one process for all its threads. It starts with the first subscriber. When the last one
 * has unsubscribed, the process ends after `processKeepAlive`, so that the next turn of a conversation finds it running.
 */
export class AppServer {
  /** The connection. Emits once it is initialized; fails when the process ends. */
  readonly connection: Observable<Connection>;

  constructor(session: AgentSession) {
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
}
