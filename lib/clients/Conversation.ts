import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  from,
  map,
  Subject,
  takeUntil,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { historyOf } from '../answer/historyOf.js';
import { accumulate } from '../operators/answer/accumulate.js';
import type { Answer } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { userMessage } from '../protocol/userMessage.js';

/** The state of a conversation, as an immutable snapshot. */
export interface ConversationState {
  /**
   * All items so far, of the user and of the model, as they are sent in the next request. The current answer is not yet
   * included.
   */
  readonly history: readonly ResponseItem[];
  /** The current answer, or the last answer if none is being received. It is undefined before the first answer. */
  readonly answer: Answer | undefined;
  /** An answer is being received. */
  readonly busy: boolean;
}

/** Options for a conversation. */
export interface ConversationOptions {
  /** The items of an earlier conversation to continue. Default: none. */
  readonly history?: readonly ResponseItem[] | undefined;
}

/**
 * A conversation. It keeps the history, sends all of it with each request, and publishes the answer as it arrives. It
 * receives one answer at a time: sending a message while an answer arrives cancels that answer.
 *
 * ```text
 * send:      -a-----------b-----
 * answer 1:   --t--u--(x|)
 * answer 2:               --v-!
 * cancel:    -----------------x
 *        chat.state$
 * state$:    sA-t--u--(xD)B-v-(yS)      s: empty, A, B: sent, D: done, S: stopped
 * ```
 *
 * Each item that was received completely becomes part of `history`. If an answer is cancelled or fails, its unfinished
 * items are not added; they remain visible in `answer` until the next answer. Subscribing sends nothing; only `send`
 * does.
 *
 * Errors: none; an error of an answer is in `answer.error`. Teardown: `cancel` and `close` close the connection;
 * unsubscribing from `state$` does not.
 *
 * @param ask requests an answer to the conversation so far; called once per `send`. It may return the stream of a
 *   client, with or without `retryAnswer()`, or the stream of `runTools`.
 *
 * @example
 * const chat = new Conversation((input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer()));
 * chat.state$.pipe(coalesce()).subscribe(render);
 * chat.send('Hello');
 */
export class Conversation {
  readonly #ask: (input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>;
  readonly #state: BehaviorSubject<ConversationState>;
  readonly #cancel = new Subject<void>();
  #isClosed = false;

  /** The state, emitted upon subscription and at each change. Completes at `close`. */
  readonly state$: Observable<ConversationState>;
  /** The history, emitted upon subscription and whenever it has changed. Completes at `close`. */
  readonly history$: Observable<readonly ResponseItem[]>;

  constructor(
    ask: (input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>,
    { history = [] }: ConversationOptions = {},
  ) {
    this.#ask = ask;
    this.#state = new BehaviorSubject<ConversationState>({ history, answer: undefined, busy: false });
    this.state$ = this.#state.asObservable();
    this.history$ = this.state$.pipe(
      map((state) => state.history),
      distinctUntilChanged(),
    );
  }

  /** The current state. */
  get state(): ConversationState {
    return this.#state.value;
  }

  /**
   * Sends a message, or items, and requests the answer. A current answer is cancelled first. After `close`, the method
   * has no effect.
   */
  send(input: string | readonly ResponseItem[]): void {
    this.cancel();
    const history = [...this.state.history, ...(typeof input === 'string' ? [userMessage(input)] : input)];
    if (this.#isClosed) return;
    let last: Answer | undefined;
    const events$ = defer(() => from(this.#ask(history)).pipe(takeUntil(this.#cancel)));
    events$.pipe(accumulate()).subscribe({
      next: (answer) => {
        last = answer;
        this.#state.next({ history, answer, busy: true });
      },
      error: (error: unknown) => this.#state.error(error),
      complete: () => {
        const received = last === undefined ? [] : historyOf(last);
        this.#state.next({ history: [...history, ...received], answer: last, busy: false });
      },
    });
  }

  /** Cancels the current answer, if there is one. Its items that were received completely stay in the history. */
  cancel(): void {
    this.#cancel.next();
  }

  /** Cancels the current answer and ends the conversation. */
  close(): void {
    this.#isClosed = true;
    this.cancel();
    this.#state.complete();
  }
}
