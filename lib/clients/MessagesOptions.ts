import type { MessagesBodyOptions } from '../payload/messages/MessagesBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import type { HistoryOptions } from './validPrompt.js';

/** The options of a Messages request. */
export interface MessagesOptions extends MessagesBodyOptions, RequestOptions, HistoryOptions {}
