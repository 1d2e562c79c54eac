import type { JsonObject } from '../../protocol/codec/json.js';
import type { ModelOptions } from '../ModelOptions.js';

/** The options of a Messages request that are sent in its body. Absent options are not sent. */
export interface MessagesBodyOptions extends ModelOptions {
  /** The texts at which the answer ends: `stop_sequences`. */
  readonly stop?: string | readonly string[] | undefined;
  /**
   * The model's thinking, e.g. `{ type: 'adaptive' }` or `{ type: 'enabled', budget_tokens: 4096 }`: `thinking`. Default:
   * none, or `adaptive` if `reasoning.summary` is given.
   */
  readonly thinking?: JsonObject | undefined;
  /** The cache of the conversation so far, e.g. `{ type: 'ephemeral' }`: `cache_control` of the body. */
  readonly cacheControl?: JsonObject | undefined;
}
