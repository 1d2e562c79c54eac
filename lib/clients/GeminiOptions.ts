import type { GeminiBodyOptions } from '../payload/gemini/GeminiBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import type { HistoryOptions } from './validPrompt.js';

/** The options of a Gemini request. */
export interface GeminiOptions extends GeminiBodyOptions, RequestOptions, HistoryOptions {}
