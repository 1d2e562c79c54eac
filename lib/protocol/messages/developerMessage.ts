import type { ResponseItem } from '../ResponseItem.js';

/**
 * Creates a developer message. Servers that do not know the role receive a system message.
 *
 * @example
 * client.streamPrompt('gpt-5.1', { input: [...history, developerMessage('From now on, answer in French.'), userMessage('Good evening')] });
 */
export const developerMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'developer',
  content: [{ type: 'input_text', text }],
});
