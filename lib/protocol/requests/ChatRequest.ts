/** The body of `POST chat/completions`. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly unknown[];
  /** Tools in the form of the Chat API: `{ type: 'function', function: { name, parameters } }`. */
  readonly tools?: readonly unknown[];
  /** Further parameters, such as `temperature` and `max_tokens`. */
  readonly [parameter: string]: unknown;
}
