import type { ResponseItem } from './ResponseItem.js';

/**
 * Creates a user message. A string in place of a prompt's input stands for the same item.
 *
 * @example
 * client.streamPrompt('gpt-5.1', { input: [...history, userMessage('And in French?')] });
 */
export const userMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
