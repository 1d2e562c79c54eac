/** The tokens that a response used. */
export interface TokenUsage {
  readonly input_tokens: number;
  /** The part of `input_tokens` that came from the prompt cache. */
  readonly cached_input_tokens: number;
  readonly output_tokens: number;
  /** The part of `output_tokens` that was spent on reasoning. */
  readonly reasoning_output_tokens: number;
  readonly total_tokens: number;
}
