import type { JsonObject } from '../codec/json.js';

/**
 * The body of a request to `streamGenerateContent`. The model is part of the URL and not of the body. Members that are
 * not listed are sent unchanged.
 */
export interface GeminiRequest extends JsonObject {
  readonly contents: readonly unknown[];
}
