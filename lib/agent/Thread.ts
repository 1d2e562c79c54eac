import type * as t from 'io-ts';
import { defer, EMPTY, map, tap, type Observable } from 'rxjs';
import { boundedIteration, DEFAULT_HIGH_WATER_MARK } from '../backpressure/boundedIteration.js';
import { alwaysOpen, type Demand } from '../backpressure/Demand.js';
import { promiseOf } from './turn/promiseOf.js';
import { Mutex } from '../operators/flow/Mutex.js';
import { abortWith } from '../operators/flow/abortWith.js';
import { collectTurn } from './turn/collectTurn.js';
import { decodeWith } from '../operators/decode/decodeWith.js';
import { exclusive } from '../operators/flow/exclusive.js';
import { parseJson } from '../operators/decode/parseJson.js';
import type { ThreadEvent } from './protocol/ThreadEvent.js';
import type { RunResult } from './protocol/Turn.js';
import { createAgentSession, type AgentSession } from './AgentSession.js';
import { asGenerator } from './turn/asGenerator.js';
import type { CodexOptions } from './options/CodexOptions.js';
import type { Input } from './options/Input.js';
import { turnUsage, type UsageTotal } from './turn/turnUsage.js';
import type { Schema } from '../protocol/schema/Schema.js';
import { threadEvents } from './turn/threadEvents.js';
import type { ThreadOptions } from './options/ThreadOptions.js';
import type { TurnOptions } from './options/TurnOptions.js';

/** The result of `runStreamed`. */
export interface RunStreamedResult {
  /** The events of the turn. The first `next()` starts the program; leaving the loop terminates it. */
  readonly events: AsyncGenerator<ThreadEvent>;
}

/** Options for `runAs`. */
export interface RunAsOptions extends TurnOptions {
  /** The JSON Schema that the agent's answer must follow. */
  readonly outputSchema: Schema;
}

/**
 * A conversation with the agent, created by `Codex`. Each turn runs the program once. The program stores the thread on
 * disk.
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
  #id: string | null | undefined;

  /**
   * @param codex the options of `Codex`.
   * @param id the thread to continue. Default: the first turn starts a new one.
   */
  constructor(codex: CodexOptions, options: ThreadOptions = {}, id?: string | null) {
    this.#session = createAgentSession(codex);
    this.#options = options;
    this.#id = id;
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
   * if it has not started.
   *
   * @example
   * thread.events('Fix the tests').pipe(foldTurn()).subscribe(render);
   */
  events(input: Input, options: TurnOptions = {}): Observable<ThreadEvent> {
    return this.#open(input, options, alwaysOpen);
  }

  /**
   * Runs a turn and waits for its end. Rejects with the same errors as `events`. If the turn fails, rejects with an
   * `ApiError` of type `stream` that contains the turn's message.
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

  #open(input: Input, options: TurnOptions, demand: Demand): Observable<ThreadEvent> {
    return defer(() => {
      let programExit: Observable<unknown> = EMPTY;
      // Deferred, because the previous turn may set the id: it must be read when this turn starts.
      const turn = defer(() =>
        threadEvents(
          this.#session,
          { thread: this.#options, threadId: this.#id, input, options },
          demand,
          ({ exit }) => {
            programExit = exit;
          },
        ),
      );
      return turn.pipe(
        tap((event) => {
          if (event.type === 'thread.started') this.#id = event.thread_id;
        }),
        turnUsage(this.#usage),
        exclusive(this.#mutex, { scheduler: this.#session.scheduler, until: defer(() => programExit) }),
        abortWith(options.signal),
      );
    });
  }
}
