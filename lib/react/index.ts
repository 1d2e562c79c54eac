'use client';
export { useAnswer, type LiveAnswer, type RenderOptions } from './useAnswer.js';
export { useConversation, type LiveConversation } from './useConversation.js';

export type * from '../clients/conversation/conversationTypes.js';
