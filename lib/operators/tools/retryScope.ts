import { Observable } from 'rxjs';
import type { ToolCall } from '../../answer/AnswerEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { keptRuns, type KeptRuns } from './keptRuns.js';

/** One step of a tool loop: the conversation to send, or the calls to run if the answer is known. */
export interface LoopStep {
  readonly step: number;
  readonly input: readonly ResponseItem[];
  readonly calls?: readonly ToolCall[];
  readonly outputs?: readonly ResponseItem[];
  /** Returns the decision about a call that has waited for one. */
  readonly decide?: (call: ToolCall) => unknown;
}

/** The progress of a tool loop, kept from one attempt of `retryAnswer` to the next. */
export interface LoopMemory {
  /** The step that was last begun. */
  step: LoopStep | undefined;
  /** Is true once a tool has failed with an error that ends the loop: another attempt would run the tool again. */
  isFinal: boolean;
  /** Is true once the loop has ended without an error: all its events stay valid. */
  isDone: boolean;
  /** The runs of the current step. */
  readonly runs: KeptRuns;
}

/** Creates the memory of a loop that has not begun. */
export const loopMemory = (): LoopMemory => ({ step: undefined, isFinal: false, isDone: false, runs: keptRuns() });

/**
 * The memory of one `retryAnswer`. Loops and further `retryAnswer`s below it are found again by the order in which they
 * subscribe, because a `defer` creates new ones for each attempt.
 */
export class RetryScope {
  readonly #loops: LoopMemory[] = [];
  readonly #scopes: RetryScope[] = [];
  #nextLoop = 0;
  #nextScope = 0;

  /** Begins an attempt: the next loop to subscribe is the first one again. */
  restart(): void {
    this.#nextLoop = 0;
    this.#nextScope = 0;
  }

  loop(): LoopMemory {
    return (this.#loops[this.#nextLoop++] ??= loopMemory());
  }

  inner(): RetryScope {
    return (this.#scopes[this.#nextScope++] ??= new RetryScope());
  }

  /** Ends the runs of all loops, here and below. */
  end(): void {
    this.#loops.forEach(({ runs }) => runs.end());
    this.#scopes.forEach((scope) => scope.end());
  }

  /** The loop that subscribed last, here or below. */
  last(): LoopMemory | undefined {
    return this.#loops.at(-1) ?? this.#scopes.at(-1)?.last();
  }
}

/**
 * The scope of the subscription that is being made. Subscribing is synchronous from `retryAnswer` up to the loop, so the
 * scope is found through any operators between them.
 */
let current: RetryScope | undefined;

/** Returns the scope of the subscription that is being made, if there is one. */
export const currentScope = (): RetryScope | undefined => current;

/** Subscribes to a source within a scope; `undefined` hides the outer scope. */
export const subscribeWithin = <T>(scope: RetryScope | undefined, source: Observable<T>): Observable<T> =>
  new Observable((subscriber) => {
    const outer = current;
    current = scope;
    try {
      return source.subscribe(subscriber);
    } finally {
      current = outer;
    }
  });
