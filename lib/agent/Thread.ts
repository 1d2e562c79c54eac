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
import type { OutputSchema } from './options/outputSchema.js';
import { threadEvents } from './turn/threadEvents.js';
import type { ThreadOptions } from './options/ThreadOptions.js';
import type { TurnOptions } from './options/TurnOptions.js';

/** What `runStreamed` gives. */
export interface RunStreamedResult {
  /** Nothing is run before the first `next()`; leaving the loop ends the program. */
  readonly events: AsyncGenerator<ThreadEvent>;
}

/** What `runAs` needs: the shape is told to the agent. */
export interface RunAsOptions extends TurnOptions {
  readonly outputSchema: OutputSchema;
}

/**
 * A conversation with the agent; made by `Codex`. Each turn runs the program once, and the program keeps the thread on
 * disk.
 *
 * One turn at a time: a further one waits until the one before has ended, or was left, and its program is gone.
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
  #id: string | null | undefined;

  /**
   * @param codex as for `Codex`.
   * @param id the thread to go on with; left out, the first turn starts a new one.
   */
  constructor(codex: CodexOptions, options: ThreadOptions = {}, id?: string | null) {
    this.#session = createAgentSession(codex);
    this.#options = options;
    this.#id = id;
  }

  /** What `resumeThread` takes; null until the first turn has emitted `thread.started`. */
  get id(): string | null {
    return this.#id ?? null;
  }

  /**
   * Runs a turn and emits its events as the program writes them. Cold: nothing is run before subscribe, and two
   * subscriptions are two turns.
   *
   * ```text
   * stdout:  --thread.started--turn.started--item.completed--turn.completed--|
   *       thread.events('Fix the tests')
   * events:  --thread.started--turn.started--item.completed--turn.completed--|
   * ```
   *
   * A turn that fails is no error but ends with `turn.failed`; `error` events are reports on the way.
   *
   * Errors: `ApiError` and nothing else. `transport`: `build` where the program is not found or an option cannot be
   * passed on, `network` where it could not be run or the signal fired. `stream`: the program ended before its turn (with
   * its exit code or signal, and the last of its stderr), was silent for `idleTimeout`, or wrote what is no JSON or longer
   * than `maxLineLength`. Teardown: ends the program and what it started, at every stage; or leaves the queue.
   *
   * @example
   * thread.events('Fix the tests').pipe(foldTurn()).subscribe(render);
   */
  events(input: Input, options: TurnOptions = {}): Observable<ThreadEvent> {
    return this.#open(input, options, alwaysOpen);
  }

  /**
   * Runs a turn and waits for its end. Rejects with the `ApiError`s of `events`, and with a `stream` error that bears the
   * turn's message where the turn failed.
   *
   * @example
   * const { finalResponse } = await thread.run('Summarise this repository');
   */
  run(input: Input, options: TurnOptions = {}): Promise<RunResult> {
    return promiseOf(this.events(input, options).pipe(collectTurn()));
  }

  /**
   * The events of a turn for a loop. While 1600 of them wait for it, the program's output is not read, so a slow loop
   * slows the program down. Each `next()` may reject with the `ApiError`s of `events`.
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
   * Runs a turn whose answer has a shape, and gives the answer: parsed, and validated with a codec. Rejects as `run` does,
   * and with a `stream` error that says where the answer does not fit.
   *
   * @param options.outputSchema the same shape as JSON Schema: the agent is held to it.
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
      let gone: Observable<unknown> = EMPTY;
      // The id is asked for when the turn begins: the one before may have made it known.
      const turn = defer(() =>
        threadEvents(
          this.#session,
          { thread: this.#options, threadId: this.#id, input, options },
          demand,
          ({ exit }) => {
            gone = exit;
          },
        ),
      );
      return turn.pipe(
        tap((event) => {
          if (event.type === 'thread.started') this.#id = event.thread_id;
        }),
        exclusive(this.#mutex, { scheduler: this.#session.scheduler, until: defer(() => gone) }),
        abortWith(options.signal),
      );
    });
  }
}
