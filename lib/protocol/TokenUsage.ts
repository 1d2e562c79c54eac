import type { JsonObject } from './codec/json.js';

/** The tokens that a response used. */
export interface TokenUsage {
  readonly input_tokens: number;
  /** The part of `input_tokens` that came from the prompt cache. */
  readonly cached_input_tokens: number;
  /** The part of `input_tokens` that was written to the prompt cache, if the server reports it. */
  readonly cache_write_input_tokens?: number;
  readonly output_tokens: number;
  /** The part of `output_tokens` that was spent on reasoning. */
  readonly reasoning_output_tokens: number;
  readonly total_tokens: number;
  /** The price of the response in the currency of the server, if the server reports it. */
  readonly cost?: number;
  /** The usage exactly as received, if it has members that the others do not hold. */
  readonly raw?: JsonObject;
}
