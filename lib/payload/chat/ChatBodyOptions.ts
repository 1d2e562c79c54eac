import type { JsonObject } from '../../protocol/codec/json.js';
import type { Reasoning, TextControls } from '../../protocol/Prompt.js';

/** The options of a Chat request that are sent in its body. Absent options are not sent. */
export interface ChatBodyOptions {
  /**
   * The effort of the model's reasoning: `reasoning_effort`. Other members are not sent, because the Chat API has no
   * keys for them.
   */
  readonly reasoning?: Reasoning | undefined;
  /** The length of the answer: `verbosity`. */
  readonly text?: TextControls | undefined;
  /** The key of the server's prompt cache: `prompt_cache_key`. Requests with the same key share cached prompts. */
  readonly promptCacheKey?: string | undefined;
  /** Set to true to have the server store the answer: `store`. */
  readonly storeOverride?: boolean | undefined;
  /** The speed and price class: `service_tier`, e.g. `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /**
   * Set to true to request the token usage, with `stream_options`. Default: true. Set it to false for servers that
   * reject the key.
   */
  readonly includeUsage?: boolean | undefined;
  /**
   * The key under which reasoning is sent back. DeepSeek and Moonshot expect `reasoning_content`. Default: `reasoning`.
   */
  readonly reasoningKey?: 'reasoning' | 'reasoning_content' | undefined;
  /** Further members of the body, such as `temperature` and `max_tokens`. They are sent unchanged. */
  readonly modelParameters?: JsonObject | undefined;
}
