export { injectCodexRx, provideCodexRx, type CodexRx } from './provideCodexRx.js';
export { answerResource, type AnswerResource, type AnswerResourceOptions } from './answerResource.js';
export { injectConversation, type InjectConversationOptions, type SignalConversation } from './injectConversation.js';

export type * from '../clients/conversation/conversationTypes.js';
