import type { ChatBodyOptions } from '../payload/chat/ChatBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import type { HistoryOptions } from './validPrompt.js';

/** The options of a Chat request. */
export interface ChatOptions extends ChatBodyOptions, RequestOptions, HistoryOptions {}
