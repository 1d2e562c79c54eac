import type { JsonObject } from '../../protocol/codec/json.js';
import type { Reasoning, TextControls } from '../../protocol/Prompt.js';

/** The options of a request that are sent in its body. */
export interface ResponsesBodyOptions {
  /** The effort of the model's reasoning, and the kind of summary to make of it. */
  readonly reasoning?: Reasoning | undefined;
  /** Additional content of the answer, e.g. `reasoning.encrypted_content`. */
  readonly include?: readonly string[] | undefined;
  /** The key of the server's prompt cache: `prompt_cache_key`. Requests with the same key share cached prompts. */
  readonly promptCacheKey?: string | undefined;
  /** The length of the answer: `verbosity`. */
  readonly text?: TextControls | undefined;
  /**
   * Set to true to have the server store the response. Default: true for Azure and for background responses, otherwise
   * false.
   */
  readonly storeOverride?: boolean | undefined;
  /**
   * Runs the response in the background: the server continues when the connection is lost, and over HTTP the stream is
   * resumed on a new connection. The server also continues, and charges, after unsubscribing. Default: false.
   */
  readonly background?: boolean | undefined;
  /** The speed and price class: `service_tier`, e.g. `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /** The id of a stored response to continue. */
  readonly previousResponseId?: string | undefined;
  /** Further members of the body, such as `temperature` and `max_output_tokens`. They are sent unchanged. */
  readonly modelParameters?: JsonObject | undefined;
}
