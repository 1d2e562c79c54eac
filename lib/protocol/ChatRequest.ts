/** The body of `POST chat/completions`, ready to be sent. Source: wire.md 6.5. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly unknown[];
  /** In the form of the Chat API: `{ type: 'function', function: { name, parameters } }`. */
  readonly tools?: readonly unknown[];
  /** Further parameters: `temperature`, `max_tokens` and whatever comes next. */
  readonly [parameter: string]: unknown;
}
