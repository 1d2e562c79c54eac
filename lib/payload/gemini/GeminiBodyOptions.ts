import type { JsonObject } from '../../protocol/codec/json.js';
import type { ModelOptions } from '../ModelOptions.js';

/** The options of a Gemini request that are sent in its body. Absent options are not sent. */
export interface GeminiBodyOptions extends ModelOptions {
  /** The texts at which the answer ends: `stopSequences`. */
  readonly stop?: string | readonly string[] | undefined;
  /** The seed of the random choice: `seed`. */
  readonly seed?: number | undefined;
  /** The limits of the safety filters: `safetySettings`. */
  readonly safetySettings?: readonly JsonObject[] | undefined;
  /** The name of cached content that precedes the conversation: `cachedContent`. */
  readonly cachedContent?: string | undefined;
}
