import type { ResponsesBodyOptions } from '../payload/responses/ResponsesBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import type { HistoryOptions } from './validPrompt.js';

/** The options of a Responses request. */
export interface ResponsesOptions extends ResponsesBodyOptions, RequestOptions, HistoryOptions {}
