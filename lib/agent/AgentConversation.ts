import { BehaviorSubject, defer, Subject, takeUntil, type Observable } from 'rxjs';
import { toApiError } from '../protocol/errors/toApiError.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import type { Input } from './options/Input.js';
import type { AgentReply } from './protocol/AgentRequest.js';
import type { Turn } from './protocol/Turn.js';
import type { Thread } from './Thread.js';
import { foldTurn } from './turn/foldTurn.js';

/** A message and the turn that answers it. */
export interface AgentTurn {
  readonly input: Input;
  /** Null until the turn has begun. */
  readonly turn: Turn | null;
}

/** A snapshot of a conversation with the agent. */
export interface AgentConversationState {
  readonly turns: readonly AgentTurn[];
  /** The messages that wait for the end of the current turn. */
  readonly queue: readonly Input[];
  readonly busy: boolean;
  /** The error of the last turn, if it could not run. A turn that failed is reported by its own status. */
  readonly error: ApiError | null;
}

/** Options for `AgentConversation`. */
export interface AgentConversationOptions {
  /** The turns so far, e.g. those of `codex.threads.turns(id)` for a thread that is resumed. Default: none. */
  readonly turns?: readonly AgentTurn[] | undefined;
}

/** Nobody listens to the end of a turn that was stopped, so its status is set here. */
const stopped = (entry: AgentTurn): AgentTurn => {
  const { turn } = entry;
  if (turn?.status !== 'running') return entry;
  const waiting = turn.waiting === undefined ? {} : { waiting: [] };
  return { ...entry, turn: { ...turn, ...waiting, status: 'interrupted' } };
};

/**
 * A conversation with the agent, for a view: `send` and `queue` begin turns, `steer` adds to the one that runs, and
 * `stop` ends it. It publishes every change of its state.
 *
 * Errors: none; the error of a turn is in the state. Teardown: `close` ends the current turn; unsubscribing from
 * `state$` does not.
 *
 * @example
 * const chat = new AgentConversation(new Codex({ protocol: 'app-server' }).startThread());
 * chat.state$.subscribe(({ turns }) => console.log(turns.length));
 * chat.close();
 */
export class AgentConversation {
  readonly #thread: Thread;
  readonly #state: BehaviorSubject<AgentConversationState>;
  readonly #stop = new Subject<void>();
  #isClosed = false;

  constructor(thread: Thread, { turns = [] }: AgentConversationOptions = {}) {
    this.#thread = thread;
    this.#state = new BehaviorSubject<AgentConversationState>({ turns, queue: [], busy: false, error: null });
  }

  /** The state, emitted upon subscription and at each change. Completes at `close`. */
  get state$(): Observable<AgentConversationState> {
    return this.#state.asObservable();
  }

  /** The current state. */
  get state(): AgentConversationState {
    return this.#state.value;
  }

  /** Ends the current turn, if one runs, and begins a turn with this message. */
  send(input: Input): void {
    this.stop();
    this.#run(input);
  }

  /** Begins a turn with this message once the current one has ended. */
  queue(input: Input): void {
    if (this.state.busy) this.#change({ queue: [...this.state.queue, input] });
    else this.#run(input);
  }

  /** Adds a message to the turn that runs. Rejects if none runs, or over `exec`. */
  steer(input: Input): Promise<void> {
    return this.#thread.steer(input);
  }

  /** Answers a request that waits, as `thread.respond` does. Returns false if it does not wait anymore. */
  respond(requestId: string, reply: AgentReply): boolean {
    return this.#thread.respond(requestId, reply);
  }

  /**
   * Ends the current turn, whose status is then `interrupted`. Messages in the queue stay there until the next turn has
   * ended.
   */
  stop(): void {
    if (!this.state.busy) return;
    this.#change({ busy: false, turns: this.state.turns.map(stopped) });
    this.#stop.next();
  }

  /** Ends the current turn and completes `state$`. Later calls have no effect. */
  close(): void {
    this.stop();
    this.#isClosed = true;
    this.#state.complete();
  }

  #run(input: Input): void {
    if (this.#isClosed) return;
    const earlier = this.state.turns;
    this.#change({ turns: [...earlier, { input, turn: null }], busy: true, error: null });
    defer(() => this.#thread.events(input))
      .pipe(foldTurn(), takeUntil(this.#stop))
      .subscribe({
        next: (turn) => this.#change({ turns: [...earlier, { input, turn }] }),
        error: (error: unknown) => {
          this.#change({ error: toApiError(error) });
          this.#next();
        },
        complete: () => {
          if (this.state.busy) this.#next();
        },
      });
  }

  #next(): void {
    const [next, ...queue] = this.state.queue;
    this.#change({ queue, busy: false });
    if (next !== undefined) this.#run(next);
  }

  #change(changes: Partial<AgentConversationState>): void {
    this.#state.next({ ...this.state, ...changes });
  }
}
