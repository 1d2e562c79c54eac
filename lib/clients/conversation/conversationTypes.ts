// The types that the entry points for frameworks mention: those of an answer, of its snapshots and of a conversation.
export type * from '../../answer/answerTypes.js';
export type * from '../../answer/Answer.js';
export type { EasyMessage } from '../../protocol/messages/EasyMessage.js';
export type { AskConversation, Conversation, ConversationInput, ConversationOptions } from '../Conversation.js';
export type { ConversationActions } from './conversationActions.js';
export type { ConversationSnapshot } from './ConversationSnapshot.js';
export type { ConversationState } from './ConversationState.js';
export type { CoalesceOptions } from '../../operators/answer/coalesce.js';
