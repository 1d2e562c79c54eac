import { BehaviorSubject, defer, distinctUntilChanged, from, map, type Observable, type ObservableInput } from 'rxjs';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { operate } from '../operators/flow/operate.js';
import { inputItems } from '../payload/inputItems.js';
import type { EasyMessage } from '../protocol/messages/EasyMessage.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { readSnapshot, type ConversationSnapshot } from './conversation/ConversationSnapshot.js';
import type { ConversationState } from './conversation/ConversationState.js';
import {
  clearQueue,
  close,
  edit,
  fail,
  finish,
  forkedHistory,
  initialMachine,
  queue,
  receive,
  replaceHistory,
  restoredMachine,
  retry,
  send,
  snapshotOf,
  stop,
  type ConversationMachine,
  type CurrentRequest,
  type Transition,
} from './conversation/transitions.js';

/** Requests an answer to a whole conversation, e.g. by `client.streamPrompt`. */
export type AskConversation = (input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>;

/** Options for a conversation. */
export interface ConversationOptions {
  /** The items or messages of an earlier conversation to continue. Default: none. */
  readonly history?: Exclude<ConversationInput, string> | undefined;
}

/** The input of a conversation: a text of the user, or items and messages as in a prompt. */
export type ConversationInput = string | readonly (ResponseItem | EasyMessage)[];

/**
 * A conversation. It keeps the history, sends all of it with each request, and publishes the answer as it arrives. It
 * receives one answer at a time: sending a message while an answer arrives stops that answer.
 *
 * ```text
 * send:      -a-----------b-----
 * answer 1:   --t--u--(x|)
 * answer 2:               --v-!
 * stop:      -----------------x
 *        chat.state$
 * state$:    sA-t--u--(xD)B-v-S         s: empty, A, B: sent, D: done, S: stopped
 * ```
 *
 * The history is always one that servers accept: see `validHistory`. Of an answer that is stopped or fails, the
 * history keeps the items that were received whole, and its unfinished text as a message with the status `incomplete`.
 * Nothing is sent before `send`, with or without subscribers.
 *
 * Every method is one change of the state. Subscribers may call any method: a call made while the state is being
 * emitted takes effect after all subscribers have received that state. So all of them see the states in one order, and
 * there are never two requests at once.
 *
 * Errors: none; they are in `answer.error`. Teardown: `stop` and `close` close the connection; unsubscribing from
 * `state$` does not.
 *
 * @param ask requests an answer to the whole conversation; called once per request. It may return the stream of a
 *   client, with or without `retryAnswer()`, or the stream of `runTools`.
 *
 * @example
 * const chat = new Conversation((input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer()));
 * chat.state$.pipe(coalesce()).subscribe(render);
 * chat.send('Hello');
 */
export class Conversation {
  readonly #ask: AskConversation;
  readonly #state: BehaviorSubject<ConversationState>;
  readonly #changes: Transition[] = [];
  #machine: ConversationMachine;
  #isChanging = false;
  #isClosed = false;
  /** The request whose stream was subscribed last. */
  #open: { readonly request: CurrentRequest; readonly close: () => void } | undefined;

  /** The state, emitted upon subscription and at each change. Completes at `close`. */
  readonly state$: Observable<ConversationState>;
  /** The history, emitted upon subscription and whenever it has changed. Completes at `close`. */
  readonly history$: Observable<readonly ResponseItem[]>;

  constructor(ask: AskConversation, { history = [] }: ConversationOptions = {}) {
    this.#ask = ask;
    this.#machine = initialMachine(inputItems(history));
    this.#state = new BehaviorSubject(this.#machine.state);
    this.state$ = this.#state.asObservable();
    this.history$ = this.state$.pipe(
      map((state) => state.history),
      distinctUntilChanged(),
    );
  }

  /**
   * Continues a conversation that was stored. Nothing is sent.
   *
   * Errors: throws a `build` error for a value that is not a snapshot.
   *
   * @param snapshot the result of `snapshot`, also after it was written as JSON and parsed.
   *
   * @example
   * const stored = JSON.stringify(new Conversation(() => [], { history }).snapshot());
   * const chat = Conversation.restore(JSON.parse(stored), (input) => client.streamPrompt('gpt-5.1', { input }));
   * chat.send('And in French?');
   */
  static restore(snapshot: unknown, ask: AskConversation): Conversation {
    const chat = new Conversation(ask);
    chat.#machine = restoredMachine(readSnapshot(snapshot));
    chat.#state.next(chat.#machine.state);
    return chat;
  }

  /** The current state. */
  get state(): ConversationState {
    return this.#machine.state;
  }

  /**
   * Sends a message, or items, and requests the answer. A current answer is stopped first. After `close`, no method has
   * an effect.
   */
  send(input: ConversationInput): void {
    this.#change(send(inputItems(input)));
  }

  /**
   * Sends a message, or items, when the current answer has ended, also by `stop` or with an error. It is sent at once
   * if there is no current answer. Until then it is in `state.queued`. At the end of an answer, one input is sent.
   */
  queue(input: ConversationInput): void {
    this.#change(queue(inputItems(input)));
  }

  /** Removes the inputs that wait in `state.queued`. */
  clearQueue(): void {
    this.#change(clearQueue);
  }

  /**
   * Stops the current answer, if there is one. The history keeps what was received: items that are whole, and
   * unfinished text as a message with the status `incomplete`. The model receives it with the next request.
   */
  stop(): void {
    this.#change(stop);
  }

  /**
   * Requests another answer to the last input. The answer that it replaces is removed from the history; a current
   * answer is cancelled. It has no effect before the first input.
   */
  retry(): void {
    this.#change(retry);
  }

  /**
   * Replaces a message of the user, removes everything after it, and requests the answer. A current answer is
   * cancelled.
   *
   * @param index the index of the message in `state.history`. If no message of the user is there, the call has no effect.
   */
  edit(index: number, input: ConversationInput): void {
    this.#change(edit(index, inputItems(input)));
  }

  /**
   * Creates a conversation of its own with the same `ask`. It begins with the history of this one, whose items both
   * share. The current answer is not included.
   *
   * @param index the number of items to begin with. Default: all.
   */
  fork(index?: number): Conversation {
    return new Conversation(this.#ask, { history: forkedHistory(this.#machine, index) });
  }

  /**
   * Replaces the history, e.g. by a compaction of it. A current answer continues and is added to the new history when
   * it ends.
   */
  replaceHistory(items: Exclude<ConversationInput, string>): void {
    this.#change(replaceHistory(inputItems(items)));
  }

  /** Returns the conversation as plain JSON. Of a current answer it holds what `stop` would keep. */
  snapshot(): ConversationSnapshot {
    return snapshotOf(this.#machine);
  }

  /** Stops the current answer and ends the conversation. */
  close(): void {
    this.#change(close);
  }

  /** Makes a change, after those that are being made. Then sends the request, if the changes result in a new one. */
  #change(change: Transition): void {
    if (this.#isClosed) return;
    this.#changes.push(change);
    if (this.#isChanging) return; // a subscriber called a method: the loop below goes on with this change
    this.#isChanging = true;
    try {
      for (let next = this.#changes.shift(); next !== undefined; next = this.#changes.shift()) this.#make(next);
    } finally {
      this.#isChanging = false;
    }
    this.#connect();
  }

  #make(change: Transition): void {
    const before = this.#machine;
    this.#machine = change(before);
    if (this.#machine.request !== before.request) this.#open?.close();
    if (this.#machine.state !== before.state) this.#state.next(this.#machine.state);
    if (change !== close) return;
    this.#isClosed = true;
    this.#changes.length = 0;
    this.#state.complete();
  }

  #connect(): void {
    const { request } = this.#machine;
    if (request === undefined || request === this.#open?.request) return;
    defer(() => from(this.#ask(request.input)))
      .pipe(
        operate<AnswerEvent, AnswerEvent>((subscriber) => {
          // `unsubscribe` also closes a stream that is in the middle of its completion, before the next one is opened.
          this.#open = { request, close: () => subscriber.unsubscribe() };
          return { next: (event) => subscriber.next(event) };
        }),
      )
      .subscribe({
        next: (event) => this.#change(receive(request, event)),
        error: (cause: unknown) => this.#change(fail(request, cause)),
        complete: () => this.#change(finish(request)),
      });
  }
}
