import type { ModelOptions } from '../ModelOptions.js';

/** The options of a request that are sent in its body. */
export interface ResponsesBodyOptions extends ModelOptions {
  /** Additional content of the answer, e.g. `reasoning.encrypted_content`. */
  readonly include?: readonly string[] | undefined;
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
  /** The id of a stored response to continue. */
  readonly previousResponseId?: string | undefined;
  /** The id of a conversation that the server keeps: `conversation`. Its items precede the input. */
  readonly conversation?: string | undefined;
}
