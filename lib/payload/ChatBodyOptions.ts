import type { JsonObject } from '../protocol/json.js';
import type { Reasoning, TextControls } from '../protocol/Prompt.js';

/** The part of a Chat request's options that ends up in the body. What is left out is not sent. */
export interface ChatBodyOptions {
  /** Only `effort` has a form on this wire: `reasoning_effort`. */
  readonly reasoning?: Reasoning | undefined;
  readonly text?: TextControls | undefined;
  readonly promptCacheKey?: string | undefined;
  readonly storeOverride?: boolean | undefined;
  readonly serviceTier?: string | undefined;
  /** Asks for the tokens spent (`stream_options`). Default true; false for servers that refuse the key. */
  readonly includeUsage?: boolean | undefined;
  /** Under which key reasoning is sent back: DeepSeek and Moonshot want `reasoning_content`. Default `reasoning`. */
  readonly reasoningKey?: 'reasoning' | 'reasoning_content' | undefined;
  /** Joined to the body as they are: `temperature`, `max_tokens` … */
  readonly modelParameters?: JsonObject | undefined;
}
