import type { ResponsesBodyOptions } from '../payload/responses/ResponsesBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';

/** The options of a Responses request. */
export interface ResponsesOptions extends ResponsesBodyOptions, RequestOptions {}
