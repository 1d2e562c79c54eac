import type { ResponseItem } from '../ResponseItem.js';

/**
 * Creates a message of the assistant, e.g. of an example that the model is to follow.
 *
 * @example
 * client.streamPrompt('gpt-5.1', { input: [...history, assistantMessage('Bonjour !'), userMessage('Good evening')] });
 */
export const assistantMessage = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
