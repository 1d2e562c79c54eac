import type { JsonObject } from '../protocol/codec/json.js';
import type { Reasoning, TextControls } from '../protocol/Prompt.js';
import type { ToolChoice } from '../protocol/ToolChoice.js';

/** The options of a request that both wires have. Absent options are not sent. */
export interface ModelOptions {
  /** The effort of the model's reasoning, and the kind of summary to make of it. The Chat API has only the effort. */
  readonly reasoning?: Reasoning | undefined;
  /** The length and the format of the answer. */
  readonly text?: TextControls | undefined;
  /** As `toolChoice` of the prompt: whether the model may or must call tools. Default: `auto`. */
  readonly toolChoice?: ToolChoice | undefined;
  /** The maximum length of the answer, in tokens, including its reasoning. */
  readonly maxOutputTokens?: number | undefined;
  /** The randomness of the answer, mostly from 0 to 2. Reasoning models refuse it. */
  readonly temperature?: number | undefined;
  /** The share of probability from which tokens are chosen, from 0 to 1: `top_p`. */
  readonly topP?: number | undefined;
  /** The key of the server's prompt cache: `prompt_cache_key`. Requests with the same key share cached prompts. */
  readonly promptCacheKey?: string | undefined;
  /** Set to true to have the server store the answer: `store`. */
  readonly storeOverride?: boolean | undefined;
  /** The speed and price class: `service_tier`, e.g. `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /**
   * Further members of the body, such as `metadata`. They are sent unchanged, and replace defaults. A member that
   * contradicts another option is a `build` error that names both.
   */
  readonly modelParameters?: JsonObject | undefined;
}
