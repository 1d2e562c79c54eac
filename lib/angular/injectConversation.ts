import { computed, DestroyRef, inject, signal, type Signal } from '@angular/core';
import type { ObservableInput } from 'rxjs';
import type { Answer } from '../answer/Answer.js';
import type { AnswerEvent } from '../answer/AnswerEvent.js';
import { Conversation } from '../clients/Conversation.js';
import { conversationActions, type ConversationActions } from '../clients/conversation/conversationActions.js';
import type { ConversationSnapshot } from '../clients/conversation/ConversationSnapshot.js';
import { coalesce, type CoalesceOptions } from '../operators/answer/coalesce.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { injectCodexRx } from './provideCodexRx.js';

/** Options for `injectConversation`. */
export interface InjectConversationOptions {
  /** Requests an answer to the whole conversation. Default: `ask` of `provideCodexRx`. */
  readonly ask?: ((input: readonly ResponseItem[]) => ObservableInput<AnswerEvent>) | undefined;
  /** The items of an earlier conversation to continue. Default: none. */
  readonly history?: readonly ResponseItem[] | undefined;
  /** A result of `conversation.snapshot()` to continue from, instead of `history`. Default: none. */
  readonly snapshot?: ConversationSnapshot | undefined;
  /** The rate at which the signals change: see `coalesce`. Default: once per animation frame. */
  readonly coalesce?: Omit<CoalesceOptions, 'keep'> | undefined;
}

/** A conversation as signals and functions. The functions need no `this`, so they can be passed on alone. */
export interface SignalConversation extends ConversationActions {
  /** All items so far. The current answer is not yet included. */
  readonly history: Signal<readonly ResponseItem[]>;
  /** The current answer, or the last one; undefined before the first. */
  readonly answer: Signal<Answer | undefined>;
  /** True while an answer is being received, or is about to be requested. */
  readonly busy: Signal<boolean>;
  /** The inputs that are sent when the current answer has ended. */
  readonly queued: Signal<readonly (readonly ResponseItem[])[]>;
  /** The conversation itself, e.g. for `fork` and `snapshot`. */
  readonly conversation: Conversation;
}

/**
 * Creates a conversation that lives as long as the component, directive or service that injects it, and exposes its
 * state as signals. Nothing is sent before `send`.
 *
 * Errors: none; they are in `answer().error`. A `build` error is thrown without `ask` and without `provideCodexRx`.
 * Teardown: the connection is closed with the injection context.
 *
 * @example
 * class Chat {
 *   readonly chat = injectConversation();
 *   readonly text = computed(() => this.chat.answer()?.text ?? '');
 * }
 */
export const injectConversation = (options: InjectConversationOptions = {}): SignalConversation => {
  const { ask = injectCodexRx().ask, snapshot, history } = options;
  const conversation =
    snapshot === undefined ? new Conversation(ask, { history }) : Conversation.restore(snapshot, ask);
  const state = signal(conversation.state);
  const changes = conversation.state$
    .pipe(coalesce({ ...options.coalesce, keep: 'latest' }))
    .subscribe({ next: (next) => state.set(next), error: () => state.set(conversation.state) });
  inject(DestroyRef).onDestroy(() => {
    changes.unsubscribe();
    conversation.close();
  });
  return {
    history: computed(() => state().history),
    answer: computed(() => state().answer),
    busy: computed(() => state().busy),
    queued: computed(() => state().queued),
    conversation,
    ...conversationActions(conversation),
  };
};
