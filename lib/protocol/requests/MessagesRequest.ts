import type { JsonObject } from '../codec/json.js';

/** The body of a request to the Messages API. Members that are not listed are sent unchanged. */
export interface MessagesRequest extends JsonObject {
  readonly model: string;
  /** The maximum length of the answer, in tokens. The API requires it. */
  readonly max_tokens: number;
  readonly messages: readonly unknown[];
}
