export { injectCodexRx, provideCodexRx, type CodexRx } from './provideCodexRx.js';
export { answerResource, type AnswerResource, type AnswerResourceOptions } from './answerResource.js';
export { injectConversation, type InjectConversationOptions, type SignalConversation } from './injectConversation.js';

export type { Answer } from '../answer/Answer.js';
export type { AnswerEvent } from '../answer/AnswerEvent.js';
export type { Conversation } from '../clients/Conversation.js';
export type { ConversationSnapshot } from '../clients/conversation/ConversationSnapshot.js';
export type { CoalesceOptions } from '../operators/answer/coalesce.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
