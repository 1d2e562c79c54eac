'use client';
import { useState, useSyncExternalStore } from 'react';
import type { Conversation } from '../clients/Conversation.js';
import type { ConversationActions } from '../clients/conversation/conversationActions.js';
import type { ConversationState } from '../clients/conversation/ConversationState.js';
import { conversationStore } from './conversationStore.js';
import type { RenderOptions } from './useAnswer.js';

/** The state of `useConversation`, and what a component can do with it. The functions are the same at every render. */
export interface LiveConversation extends ConversationState, ConversationActions {
  /** The conversation itself, e.g. for `fork` and `snapshot`. */
  readonly conversation: Conversation;
}

/**
 * Renders a conversation, at most once per frame.
 *
 * A conversation that a function creates belongs to the component: it is created at the first render, and stopped when
 * the component is unmounted. StrictMode does not stop it. A conversation that is passed itself is shared: unmounting
 * leaves it as it is. Nothing is sent before `send`. On a server, the state is that of the new conversation.
 *
 * Errors: none; they are in `answer.error`. Teardown: unmounting unsubscribes, and closes the connection of a
 * conversation that belongs to the component.
 *
 * @param source a conversation, or a function that creates one. It is read at the first render: give the component a
 *   `key` to change it.
 *
 * @example
 * const useChat = () => useConversation(() => new Conversation((input) => client.streamPrompt('gpt-5.1', { input })));
 */
export const useConversation = (
  source: Conversation | (() => Conversation),
  options: RenderOptions = {},
): LiveConversation => {
  const [live] = useState(() => {
    const isOwned = typeof source === 'function';
    const conversation = isOwned ? source() : source;
    return { conversation, ...conversationStore(conversation, isOwned, options) };
  });
  const state = useSyncExternalStore(live.subscribe, live.read, live.read);
  return { ...state, ...live.actions, conversation: live.conversation };
};
