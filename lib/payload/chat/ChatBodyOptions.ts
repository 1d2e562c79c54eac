import type { ModelOptions } from '../ModelOptions.js';

/** The options of a Chat request that are sent in its body. Absent options are not sent. */
export interface ChatBodyOptions extends ModelOptions {
  /** The texts at which the answer ends: `stop`. */
  readonly stop?: string | readonly string[] | undefined;
  /** The seed of the random choice: `seed`. Equal requests with equal seeds are mostly answered alike. */
  readonly seed?: number | undefined;
  /** From -2 to 2: lowers the probability of tokens by how often they occurred: `frequency_penalty`. */
  readonly frequencyPenalty?: number | undefined;
  /** From -2 to 2: lowers the probability of tokens that occurred: `presence_penalty`. */
  readonly presencePenalty?: number | undefined;
  /**
   * Set to true to request the token usage, with `stream_options`. Default: true, unless the profile of the server says
   * that it refuses the key.
   */
  readonly includeUsage?: boolean | undefined;
  /**
   * The key under which reasoning is sent back, e.g. `reasoning_content`; null to send none. Default: that of the
   * provider's profile.
   */
  readonly reasoningKey?: string | null | undefined;
}
