import { buildError } from '../protocol/errors/ApiError.js';
import type { ToolChoice } from '../protocol/ToolChoice.js';

/**
 * The choice of tools that is sent. Without tools there is none: servers refuse the key then.
 *
 * @throws a `build` error where a call is forced without tools.
 */
export const toolChoiceFor = (choice: ToolChoice | undefined, hasTools: boolean): ToolChoice | undefined => {
  if (hasTools || choice === undefined) return choice;
  if (choice === 'auto' || choice === 'none') return undefined;
  throw buildError('toolChoice forces a call of a tool, but the prompt has no tools');
};
