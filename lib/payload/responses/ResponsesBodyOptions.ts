import type { JsonObject } from '../../protocol/codec/json.js';
import type { Reasoning, TextControls } from '../../protocol/Prompt.js';

/** The part of a request's options that ends up in the body. Source: wire.md 6.2, 6.4. */
export interface ResponsesBodyOptions {
  /** How much the model should think, and whether it should sum that up. */
  readonly reasoning?: Reasoning | undefined;
  /** What the answer should include beyond the default, e.g. `reasoning.encrypted_content`. */
  readonly include?: readonly string[] | undefined;
  /** Requests with the same key find each other's prompt in the server's cache. */
  readonly promptCacheKey?: string | undefined;
  /** How long the answer should be: `verbosity`. */
  readonly text?: TextControls | undefined;
  /** Whether the server keeps the response. Default: true on Azure and in the background, false elsewhere. */
  readonly storeOverride?: boolean | undefined;
  /**
   * Lets the server answer in the background: it works on when the connection is lost, and over HTTP the stream goes on over
   * another one. It works on, and is paid for, after unsubscribing too. Default false.
   */
  readonly background?: boolean | undefined;
  /** How fast, and at which price: `service_tier`, e.g. `flex` or `priority`. */
  readonly serviceTier?: string | undefined;
  /** Continues a response that the server has kept. */
  readonly previousResponseId?: string | undefined;
  /** Joined to the body as they are: `temperature`, `max_output_tokens` … */
  readonly modelParameters?: JsonObject | undefined;
}
