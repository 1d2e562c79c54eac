import type { JsonObject } from '../../protocol/codec/json.js';
import type { Reasoning, TextControls } from '../../protocol/Prompt.js';

/** The part of a Chat request's options that ends up in the body. What is left out is not sent. */
export interface ChatBodyOptions {
  /** Only `effort` has a form on this wire: `reasoning_effort`. */
  readonly reasoning?: Reasoning | undefined;
  /** How long the answer should be: `verbosity`. */
  readonly text?: TextControls | undefined;
  /** Requests with the same key find each other's prompt in the server's cache. */
  readonly promptCacheKey?: string | undefined;
  /** Whether the server keeps the answer: `store`. */
  readonly storeOverride?: boolean | undefined;
  /** How fast, and at which price: `service_tier`, e.g. `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /** Asks for the tokens spent (`stream_options`). Default true; false for servers that refuse the key. */
  readonly includeUsage?: boolean | undefined;
  /** Under which key reasoning is sent back: DeepSeek and Moonshot want `reasoning_content`. Default `reasoning`. */
  readonly reasoningKey?: 'reasoning' | 'reasoning_content' | undefined;
  /** Joined to the body as they are: `temperature`, `max_tokens` … */
  readonly modelParameters?: JsonObject | undefined;
}
