import type * as t from 'io-ts';
import { map, tap, throwError, type Observable } from 'rxjs';
import { boundedIteration, DEFAULT_HIGH_WATER_MARK } from '../backpressure/boundedIteration.js';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { deferBuild } from '../clients/http/EndpointSession.js';
import { buildError } from '../protocol/errors/ApiError.js';
import { AppServer } from './appServer/AppServer.js';
import { reviewTarget, type ReviewTarget } from './appServer/reviewTarget.js';
import { turnParams } from './appServer/threadParams.js';
import { steerTurn } from './appServer/turn/steerTurn.js';
import type { AgentServer, RunningTurn, ServerTurn } from './appServer/AgentServer.js';
import type { AgentReply } from './protocol/AgentRequest.js';
import type { LoopTelemetry } from '../telemetry/AgentTelemetry.js';
import { observeTurn } from './turn/observeTurn.js';
import { promiseOf } from './turn/promiseOf.js';
import { Mutex } from '../operators/flow/Mutex.js';
import { collectTurn } from './turn/collectTurn.js';
import { decodeWith } from '../operators/decode/decodeWith.js';
import { parseJson } from '../operators/decode/parseJson.js';
import type { ThreadEvent } from './protocol/ThreadEvent.js';
import type { RunResult } from './protocol/Turn.js';
import { createAgentSession, type AgentSession } from './AgentSession.js';
import { asGenerator } from './turn/asGenerator.js';
import type { CodexOptions } from './options/CodexOptions.js';
import { promptOf, type Input } from './options/Input.js';
import type { RunAsOptions, RunStreamedResult } from './options/RunOptions.js';
import { checkInput } from './turn/checkInput.js';
import { serializeTurn } from './turn/serializeTurn.js';
import { turnUsage, type UsageTotal } from './turn/turnUsage.js';
import { threadEvents } from './turn/threadEvents.js';
import type { ThreadOptions } from './options/ThreadOptions.js';
import type { TurnOptions } from './options/TurnOptions.js';

/** Keeps the next turn waiting until nothing is left of this one. */
type Keep = (gone: Observable<unknown>) => void;
type TurnRun = Pick<ServerTurn, 'demand' | 'telemetry'>;
type TurnRequest = TurnRun & Pick<ServerTurn, 'method' | 'params'>;

/**
 * A conversation with the agent, created by `Codex`. Over `exec`, each turn runs the program once; over the app-server,
 * one program serves all threads. The program stores the thread on disk.
 *
 * Turns run one at a time. A further turn waits until the previous one has ended or has been cancelled and its program
 * has exited.
 *
 * ```text
 * stdout 1:  --thread.started--turn.completed--|
 * stdout 2:                                    --thread.started--turn.completed--|      the same thread, resumed
 *        merge(thread.events('Fix the tests'), thread.events('Now the docs'))
 * events:    --thread.started--turn.completed----thread.started--turn.completed--|
 * ```
 *
 * @example
 * const thread = new Codex().startThread({ workingDirectory: '/work', sandboxMode: 'workspace-write' });
 * await thread.run('Fix the tests');
 * const { finalResponse } = await thread.run('What did you change?');
 */
export class Thread {
  readonly #session: AgentSession;
  readonly #options: ThreadOptions;
  readonly #mutex = new Mutex();
  readonly #usage: UsageTotal = { total: undefined };
  readonly #server: AgentServer | undefined;
  #id: string | null | undefined;
  #active: RunningTurn | undefined;
  #steers = 0;

  /**
   * @param codex the options of `Codex`.
   * @param id the thread to continue. Default: the first turn starts a new one.
   * @param server the app-server that the threads of a `Codex` share. Default: one of its own, if the protocol needs one.
   */
  constructor(codex: CodexOptions, options: ThreadOptions = {}, id?: string | null, server?: AgentServer) {
    this.#session = createAgentSession(codex);
    this.#options = options;
    this.#id = id;
    this.#server = server ?? (codex.protocol === 'app-server' ? new AppServer(this.#session) : undefined);
  }

  /** The id for `resumeThread`; null until the first turn has emitted `thread.started`. */
  get id(): string | null {
    return this.#id ?? null;
  }

  /**
   * Runs a turn and emits its events as the program writes them. The observable is cold: the program starts on
   * subscription, and two subscriptions are two turns.
   *
   * ```text
   * stdout:  --thread.started--turn.started--item.completed--turn.completed--|
   *       thread.events('Fix the tests')
   * events:  --thread.started--turn.started--item.completed--turn.completed--|
   * ```
   *
   * A failed turn is not an error of the observable: it emits `turn.failed` and completes. An `error` event does not
   * end the turn.
   *
   * Errors: always an `ApiError`. Its type is `transport` with kind `build` if the program is not found or an option
   * cannot be passed to it, and `transport` with kind `network` if the program could not be run or the signal was
   * aborted. Its type is `stream` if the program exited before the turn was complete (with its exit code or signal, and
   * the end of its stderr), wrote nothing for `idleTimeout`, or wrote a line that is not JSON or is longer than
   * `maxLineLength`. Teardown: terminates the program and all processes it started, or removes the turn from the queue
   * if it has not started. Over the app-server, it interrupts the turn and terminates its commands; the program goes on
   * if other threads use it.
   *
   * @example
   * thread.events('Fix the tests').pipe(foldTurn()).subscribe(render);
   */
  events(input: Input, options: TurnOptions = {}): Observable<ThreadEvent> {
    return this.#open(input, options, alwaysOpen);
  }

  /**
   * Runs a turn and waits for its end. Rejects with the same errors as `events`, and with an `ApiError` of the kind of the
   * failure if the turn fails.
   *
   * @example
   * const { finalResponse } = await thread.run('Summarise this repository');
   */
  run(input: Input, options: TurnOptions = {}): Promise<RunResult> {
    return promiseOf(this.events(input, options).pipe(collectTurn()));
  }

  /**
   * Runs a turn and returns its events as an async generator. At most 1600 events are buffered. While the buffer is
   * full, the program's output is not read, so a slow loop slows the program down. `next()` rejects with the same
   * errors as `events`.
   *
   * @example
   * const { events } = await thread.runStreamed('Fix the tests');
   * for await (const event of events) console.log(event.type);
   */
  runStreamed(input: Input, options: TurnOptions = {}): Promise<RunStreamedResult> {
    const events = boundedIteration((demand) => this.#open(input, options, demand), DEFAULT_HIGH_WATER_MARK);
    return Promise.resolve({ events: asGenerator(events) });
  }

  /**
   * Runs a turn with structured output. Resolves with the answer, parsed as JSON and validated with a codec. Rejects
   * with the same errors as `run`, and with an `ApiError` of type `stream` that names the path if the answer does not
   * match the codec.
   *
   * @param options.outputSchema the same structure as JSON Schema. The agent must follow it.
   *
   * @example
   * const Verdict = t.type({ ok: t.boolean, why: t.string });
   * const outputSchema = { type: 'object', properties: { ok: { type: 'boolean' }, why: { type: 'string' } } };
   * const { ok } = await thread.runAs(Verdict, 'Is this repository healthy?', { outputSchema });
   */
  runAs<A>(codec: t.Type<A, unknown>, input: Input, options: RunAsOptions): Promise<A> {
    return promiseOf(
      this.events(input, options).pipe(
        collectTurn(),
        map(({ finalResponse }) => ({ event: 'message', data: finalResponse || '(no message)' })),
        parseJson({ malformed: 'fail' }),
        decodeWith(codec, "the agent's answer"),
      ),
    );
  }

  /**
   * Adds a message to the running turn. The agent reads it at its next step; an answer that is being written is
   * discarded and begun again. Resolves when the program has accepted it. App-server only.
   *
   * Rejects with an `invalid_request` error if no turn runs, or if the turn is a review.
   *
   * @example
   * const fixing = new Codex({ protocol: 'app-server' }).startThread();
   * fixing.events('Fix the tests').subscribe(({ type }) => {
   *   if (type === 'turn.started') void fixing.steer('Leave the snapshots alone');
   * });
   */
  steer(input: Input): Promise<void> {
    this.#steers += 1;
    return promiseOf(steerTurn(this.#active, input, `codex-rx-${this.#steers}`).pipe(map(() => undefined)));
  }

  /**
   * Answers a request that waits, from a `request.waiting` event: an approval with a decision, a question with the
   * user's answers, an MCP server with the form that the user filled in. A reply that does not fit the request declines.
   * Returns false if the request does not wait anymore. App-server only.
   *
   * @example
   * thread.events('Fix the tests').subscribe((event) => {
   *   if (event.type === 'request.waiting') thread.respond(event.request.id, 'accept');
   * });
   */
  respond(requestId: string, reply: AgentReply): boolean {
    return this.#active?.respond(requestId, reply) ?? false;
  }

  /**
   * Runs a review of changes as a turn, with the events, errors and teardown of `events`. App-server only.
   *
   * @example
   * const reviewing = new Codex({ protocol: 'app-server' }).startThread();
   * const result$ = reviewing.review({ type: 'uncommitted' }).pipe(collectTurn());
   */
  review(target: ReviewTarget): Observable<ThreadEvent> {
    const server = this.#server;
    if (server === undefined)
      return throwError(() => buildError("review needs the app-server; use new Codex({ protocol: 'app-server' })"));
    const params = (threadId: string) => ({ threadId, delivery: 'inline', target: reviewTarget(target) });
    return this.#observe('', (telemetry) => {
      const call = { method: 'review/start', params, telemetry, demand: alwaysOpen } as const;
      return this.#serialize(undefined, (keep) => this.#serve(server, call, keep));
    });
  }

  #open(input: Input, options: TurnOptions, demand: Demand): Observable<ThreadEvent> {
    return deferBuild(() => {
      checkInput(input);
      return this.#observe(promptOf(input), (telemetry) =>
        this.#serialize(options.signal, (keep) => this.#begin(input, options, { demand, telemetry }, keep)),
      );
    });
  }

  #begin(input: Input, options: TurnOptions, run: TurnRun, keep: Keep): Observable<ThreadEvent> {
    const server = this.#server;
    if (server !== undefined) {
      const params = (threadId: string) => turnParams(threadId, input, options);
      return this.#serve(server, { method: 'turn/start', params, ...run }, keep);
    }
    const call = { thread: this.#options, threadId: this.#id, input, options };
    return threadEvents(this.#session, call, run.demand, ({ exit }) => keep(exit)).pipe(turnUsage(this.#usage));
  }

  #observe(input: string, run: (telemetry: LoopTelemetry | undefined) => Observable<ThreadEvent>) {
    const { model } = this.#options;
    return observeTurn(this.#session, () => ({ model, conversationId: this.#id ?? undefined, input }), run);
  }

  #serve(server: AgentServer, turn: TurnRequest, keep: Keep): Observable<ThreadEvent> {
    const onTurn = (active: RunningTurn, gone: Observable<unknown>) => {
      this.#active = active;
      keep(gone);
    };
    return server.turn({ thread: this.#options, threadId: this.#id, ...turn, onTurn });
  }

  #serialize(signal: AbortSignal | undefined, run: (keep: Keep) => Observable<ThreadEvent>): Observable<ThreadEvent> {
    const noteId = tap((event: ThreadEvent) => {
      if (event.type === 'thread.started') this.#id = event.thread_id;
    });
    const options = { mutex: this.#mutex, scheduler: this.#session.scheduler, signal };
    return serializeTurn((keep) => run(keep).pipe(noteId), options);
  }
}
