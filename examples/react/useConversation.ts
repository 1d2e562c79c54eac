import { coalesce, Conversation, retryAnswer, type ConversationState, type ResponsesClient } from 'codex-rx';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

interface LiveConversation extends ConversationState {
  readonly send: (text: string) => void;
  readonly stop: () => void;
}

/** A conversation that lives as long as the component. The client is read once, at the first render. */
export const useConversation = (client: ResponsesClient): LiveConversation => {
  const [conversation] = useState(
    () => new Conversation((input) => client.streamPrompt('gpt-5.1', { input }).pipe(retryAnswer({ maxRetries: 2 }))),
  );
  const subscribe = useCallback(
    (onChange: () => void) => {
      const subscription = conversation.state$.pipe(coalesce()).subscribe(onChange);
      return () => subscription.unsubscribe();
    },
    [conversation],
  );
  const state = useSyncExternalStore(
    subscribe,
    () => conversation.state,
    () => conversation.state,
  );
  // Not close(): StrictMode unmounts and mounts again with the same conversation.
  useEffect(() => () => conversation.stop(), [conversation]);

  return { ...state, send: (text) => conversation.send(text), stop: () => conversation.stop() };
};
