import type { ResponsesBodyOptions } from '../payload/responses/ResponsesBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import type { HistoryOptions } from './validPrompt.js';

/** The options of a Responses request. */
export interface ResponsesOptions extends ResponsesBodyOptions, RequestOptions, HistoryOptions {
  /**
   * Cancels a background response on the server when its stream is unsubscribed from before its end. The server then
   * stops generating it, and charging for it. Default: false.
   */
  readonly cancelOnUnsubscribe?: boolean | undefined;
}
