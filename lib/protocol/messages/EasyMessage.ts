import type { JsonObject } from '../codec/json.js';

/**
 * A message in a short form: as of the Responses API, without `type`, or as of the Chat API. Wherever a prompt takes
 * items, it takes these too.
 *
 * @example
 * client.streamPrompt('gpt-5.1', {
 *   input: [
 *     { role: 'system', content: 'Answer in one word.' },
 *     { role: 'user', content: 'The capital of France?' },
 *   ],
 * });
 */
export interface EasyMessage {
  readonly type?: 'message' | undefined;
  /** `user`, `assistant`, `system`, `developer`, or `tool` for the output of a call. */
  readonly role: string;
  /** A text, or parts in the form of either API. */
  readonly content?: string | readonly JsonObject[] | null | undefined;
  /** The calls of an assistant message of the Chat API. */
  readonly tool_calls?: readonly JsonObject[] | null | undefined;
  /** The call of an assistant message in the older form of the Chat API. */
  readonly function_call?: JsonObject | null | undefined;
  /** The name of the function that a message with the role `function` is the output of. */
  readonly name?: string | undefined;
  /** The call that a message with the role `tool` is the output of. */
  readonly tool_call_id?: string | undefined;
  /** The reasoning of an assistant message of the Chat API; also under the keys `reasoning` and `reasoning_content`. */
  readonly reasoning_content?: string | null | undefined;
  readonly reasoning?: string | null | undefined;
  readonly refusal?: string | null | undefined;
}
