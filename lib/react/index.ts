'use client';
export { useAnswer, type LiveAnswer, type RenderOptions } from './useAnswer.js';
export { useConversation, type LiveConversation } from './useConversation.js';
export type { ConversationActions } from './conversationStore.js';

export type { CoalesceOptions } from '../operators/answer/coalesce.js';
