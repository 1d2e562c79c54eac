import type { MessagesBodyOptions } from '../payload/messages/MessagesBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';

/** The options of a Messages request. */
export interface MessagesOptions extends MessagesBodyOptions, RequestOptions {}
