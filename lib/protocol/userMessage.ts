import type { ResponseItem } from './ResponseItem.js';

/**
 * A text as an item of a conversation: what a bare string in a prompt stands for.
 *
 * @example
 * client.streamPrompt('gpt-5.1', { input: [...history, userMessage('And in French?')] });
 */
export const userMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
