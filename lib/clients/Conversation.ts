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

/** A conversation as it stands: an immutable snapshot. */
export interface ConversationState {
  /** What was said so far, by both, as the next request sends it. The answer that comes is not yet part of it. */
  readonly history: readonly ResponseItem[];
  /** The answer that comes, or the last one; undefined before the first. */
  readonly answer: Answer | undefined;
  /** Whether an answer comes. */
  readonly busy: boolean;
}

/** How a conversation begins. */
export interface ConversationOptions {
  /** What was said before. Default: nothing. */
  readonly history?: readonly ResponseItem[] | undefined;
}

/**
 * A conversation: keeps what was said, asks with all of it, and shows what comes. One answer at a time; what is sent
 * while one comes cancels it.
 *
 * ```text
 * send:      -a-----------b-----
 * answer 1:   --t--u--(x|)
 * answer 2:               --v-!
 * cancel:    -----------------x
 *        chat.state$
 * state$:    sA-t--u--(xD)B-v-(yS)      s: nothing said, A, B: asked, D: done, S: stopped
 * ```
 *
 * Every item that came whole becomes part of `history`; of an answer that was cancelled or has failed, what is not whole is
 * left out of it and can be seen in `answer` until the next one. Nothing is sent before `send`, whether or not somebody is
 * subscribed. Errors: none; they are in `answer.error`. Teardown: `cancel` and `close` close the socket; unsubscribing from
 * `state$` does not.
 *
 * @param ask asks a model with the whole conversation; called once per `send`. Its stream may be that of a client, with
 *   `retryAnswer()` or not, or `runTools`.
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

  /** The conversation as it stands, at once and whenever it changes; completes at `close`. */
  readonly state$: Observable<ConversationState>;
  /** What was said so far, at once and whenever something was added. */
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

  /** The conversation as it stands. */
  get state(): ConversationState {
    return this.#state.value;
  }

  /** Says something, and asks for the answer. After `close`, it does nothing. */
  send(said: string | readonly ResponseItem[]): void {
    this.cancel();
    const asked = [...this.state.history, ...(typeof said === 'string' ? [userMessage(said)] : said)];
    if (this.#isClosed) return;
    let last: Answer | undefined;
    const events$ = defer(() => from(this.#ask(asked)).pipe(takeUntil(this.#cancel)));
    events$.pipe(accumulate()).subscribe({
      next: (answer) => {
        last = answer;
        this.#state.next({ history: asked, answer, busy: true });
      },
      error: (error: unknown) => this.#state.error(error),
      complete: () => {
        const answered = last === undefined ? [] : historyOf(last);
        this.#state.next({ history: [...asked, ...answered], answer: last, busy: false });
      },
    });
  }

  /** Ends the answer that comes, if any; what came of it whole stays in the history. */
  cancel(): void {
    this.#cancel.next();
  }

  /** Ends the answer that comes, and the conversation. */
  close(): void {
    this.#isClosed = true;
    this.cancel();
    this.#state.complete();
  }
}
