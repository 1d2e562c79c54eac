export { withConversation, type ConversationFeature } from './withConversation.js';
export type { InjectConversationOptions, SignalConversation } from '../angular/injectConversation.js';

export type * from '../clients/conversation/conversationTypes.js';
