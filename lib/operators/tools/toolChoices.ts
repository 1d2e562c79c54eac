import type { ToolChoice } from '../../protocol/ToolChoice.js';

/**
 * Creates a function that returns the tool choice of each step of a tool loop: the given choices in order, then `auto`.
 * A choice that forces a tool must not apply to every step, because the model could then never end the loop.
 *
 * @example
 * const choose = toolChoices({ name: 'weather' });
 * const ask: Ask = (input, step) =>
 *   client.streamPrompt('gpt-5.1', { input, tools: declarations, toolChoice: choose(step) });
 */
export const toolChoices =
  (...choices: readonly ToolChoice[]): ((step: number) => ToolChoice) =>
  (step) =>
    choices[step - 1] ?? 'auto';
