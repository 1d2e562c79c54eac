import type { ResponseItem } from '../ResponseItem.js';

/**
 * Creates a system message: instructions in the middle of a conversation. `instructions` of a prompt come before all messages.
 *
 * @example
 * client.streamPrompt('gpt-5.1', { input: [...history, systemMessage('From now on, answer in French.'), userMessage('Good evening')] });
 */
export const systemMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'system',
  content: [{ type: 'input_text', text }],
});
