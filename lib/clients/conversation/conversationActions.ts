import type { Conversation } from '../Conversation.js';

/** The methods of a conversation, detached from it, so that they can be passed as event handlers. */
export type ConversationActions = Pick<
  Conversation,
  'send' | 'queue' | 'clearQueue' | 'stop' | 'retry' | 'edit' | 'replaceHistory'
>;

export const conversationActions = (conversation: Conversation): ConversationActions => ({
  send: (input) => conversation.send(input),
  queue: (input) => conversation.queue(input),
  clearQueue: () => conversation.clearQueue(),
  stop: () => conversation.stop(),
  retry: () => conversation.retry(),
  edit: (index, input) => conversation.edit(index, input),
  replaceHistory: (items) => conversation.replaceHistory(items),
});
