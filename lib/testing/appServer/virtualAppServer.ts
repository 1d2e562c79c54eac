import { asyncScheduler, defer, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { JsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { wrappedFault } from '../../protocol/recording/expectParsed.js';
import type { ProcessRequest, ProcessTransport, RunningProcess } from '../../transport/ProcessTransport.js';
import { virtualProcess } from '../virtualProcess.js';
import type { AppServerFault } from './AppServerFault.js';
import { parseSession } from './parseSession.js';
import { playSession } from './playSession.js';
import { jsonOf, type SessionLine } from './SessionLine.js';
import { withFault } from './withFault.js';

/** Options for `virtualAppServer`. */
export interface VirtualAppServerOptions {
  /** The faults that every process plays. Default: none. */
  readonly faults?: readonly AppServerFault[] | undefined;
  /** The time before each line of the program, in milliseconds. Default: 0, which writes consecutive lines at once. */
  readonly pace?: number | undefined;
  /** The number of bytes in each chunk of stdout, so that lines arrive in parts. Default: whole lines. */
  readonly cut?: number | undefined;
  /** Called with each message of the client, when it is written. */
  readonly onMessage?: ((message: JsonObject) => void) | undefined;
  /** Called when stdin is closed: the client wants the program to exit. */
  readonly onEnd?: (() => void) | undefined;
  /** The scheduler of all waits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** A transport that plays the app-server, and records the client's messages. */
export interface VirtualAppServer extends ProcessTransport {
  /** Every program requested so far, with its arguments and its environment. */
  readonly requests: readonly ProcessRequest[];
  /** The client's messages so far. */
  readonly received: readonly JsonObject[];
}

/** The maximum number of processes that one transport plays. */
const MAX_RUNS = 1_000;

const linesOf = (session: string | readonly SessionLine[]): readonly (readonly SessionLine[])[] => {
  if (typeof session === 'string') return [...parseSession(session).values()];
  if (Array.isArray(session)) return [session];
  throw buildError(
    wrappedFault('the session', session) ??
      `the session must be the text of a recording or what appServerSession returns, got ${kindOf(session)}`,
  );
};

/**
 * Creates a process transport that runs no program, but plays the app-server of codex to the client: it replays a
 * recorded session, and plays faults. The lines of the program are written up to the next line of the client; the session
 * goes on when the client has written the same request, or an answer to the same request. Ids of the client's requests
 * may differ from the recording. A request that the session does not have is answered as the program would, so a session
 * needs neither `initialize` nor `thread/start`. An interrupt ends the turn.
 *
 * A recording is text with one JSON object on each line: `{"dir":"in","line":"{\"id\":0,\"method\":\"initialize\"}"}`. The
 * direction is `in` (to the program), `out` or `note`; `proc` names the process if there were several. The nth run plays
 * the nth process, and further runs play the last one again.
 *
 * Throws a `build` error for a session of another kind.
 *
 * @param session a recording, or lines as `appServerSession` builds them.
 *
 * @example
 * const transport = virtualAppServer(appServerSession([textTurn('Hello')]), {
 *   faults: [{ type: 'twice', at: 'turn/start' }],
 * });
 * const agent = new Codex({ protocol: 'app-server', codexPathOverride: process.execPath, transport });
 * const { finalResponse } = await agent.startThread().run('Say hello');
 */
export const virtualAppServer = (
  session: string | readonly SessionLine[],
  { faults = [], pace, cut, onMessage, onEnd, scheduler = asyncScheduler }: VirtualAppServerOptions = {},
): VirtualAppServer => {
  const received: JsonObject[] = [];
  const processes = linesOf(session).map((lines) => faults.reduce(withFault, lines));
  const take = (text: string) => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      const message = jsonOf({ line });
      received.push(message);
      onMessage?.(message);
    }
  };
  // A request that the session does not have cannot be found in its lines.
  const unexpected = (method: string) => {
    const fault = faults.find((each) => 'at' in each && each.at === method);
    if (fault?.type === 'exit') return 'exit';
    return fault?.type === 'hang' || fault?.type === 'no_answer' ? 'ignore' : 'answer';
  };
  const run =
    (index: number) =>
    (request: ProcessRequest): Observable<RunningProcess> =>
      defer(() => {
        const { stdin } = request;
        const player = playSession(processes[index] ?? processes.at(-1) ?? [], { pace, cut, unexpected, scheduler });
        if (typeof stdin === 'string') return player.run(request);
        return player.run({ ...request, stdin: stdin.pipe(tap({ next: take, complete: () => onEnd?.() })) });
      });
  const transport = virtualProcess(...Array.from({ length: MAX_RUNS }, (_, index) => run(index)));
  return { requests: transport.requests, received, run: (request, demand) => transport.run(request, demand) };
};
