import { asapScheduler, type Subscription } from 'rxjs';
import type { Conversation } from '../clients/Conversation.js';
import { conversationActions, type ConversationActions } from '../clients/conversation/conversationActions.js';
import type { ConversationState } from '../clients/conversation/ConversationState.js';
import { coalesce, type CoalesceOptions } from '../operators/answer/coalesce.js';

/** A conversation as an external store of React. */
export interface ConversationStore {
  readonly subscribe: (onChange: () => void) => () => void;
  readonly read: () => ConversationState;
  readonly actions: ConversationActions;
}

/** @param isOwned stops the conversation once nobody is subscribed. */
export const conversationStore = (
  conversation: Conversation,
  isOwned: boolean,
  options: CoalesceOptions,
): ConversationStore => {
  let subscribers = 0;
  let stopping: Subscription | undefined;
  return {
    subscribe: (onChange) => {
      subscribers += 1;
      stopping?.unsubscribe();
      const changes = conversation.state$.pipe(coalesce({ ...options, keep: 'latest' })).subscribe({
        next: onChange,
        error: onChange, // the state never fails; a render would read it again
      });
      return () => {
        changes.unsubscribe();
        subscribers -= 1;
        // Not at once: StrictMode mounts, unmounts and mounts again in one task.
        if (isOwned && subscribers === 0) stopping = asapScheduler.schedule(() => conversation.stop());
      };
    },
    read: () => conversation.state,
    actions: conversationActions(conversation),
  };
};
