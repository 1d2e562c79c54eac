'use client';
export { useAnswer, type LiveAnswer, type RenderOptions } from './useAnswer.js';
export { useConversation, type LiveConversation } from './useConversation.js';
export type { ConversationActions } from './conversationStore.js';

export type { ApiErrorData } from '../protocol/errors/apiErrorData.js';
export type { ApiErrorKind, Reported } from '../protocol/errors/ApiError.js';
export type { StreamReason } from '../protocol/errors/StreamReason.js';
export type { HttpError, TransportError } from '../protocol/errors/TransportError.js';
export type { JsonObject } from '../protocol/codec/json.js';
export type { MemberOf, Other } from '../protocol/codec/openUnion.js';
export type { ContentItem } from '../protocol/ContentItem.js';
export type { CreditsSnapshot, RateLimitSnapshot, RateLimitWindow } from '../protocol/RateLimitSnapshot.js';
export type { EventPlace, HostedTool, ResponseEvent } from '../protocol/ResponseEvent.js';
export type { ResponseItem } from '../protocol/ResponseItem.js';
export type { TokenUsage } from '../protocol/TokenUsage.js';
export type {
  AnswerEvent,
  AnswerHedged,
  AnswerReset,
  PendingTools,
  ToolCall,
  ToolEvent,
  ToolOutput,
} from '../answer/AnswerEvent.js';
export type {
  Answer,
  AnswerItem,
  AnswerMessage,
  AnswerOther,
  AnswerReasoning,
  AnswerToolCall,
  BegunItem,
} from '../answer/Answer.js';
export type { AskConversation, Conversation, ConversationOptions } from '../clients/Conversation.js';
export type { ConversationSnapshot } from '../clients/conversation/ConversationSnapshot.js';
export type { ConversationState } from '../clients/conversation/ConversationState.js';
export type { CoalesceOptions } from '../operators/answer/coalesce.js';
