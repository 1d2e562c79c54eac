import type { GeminiBodyOptions } from '../payload/gemini/GeminiBodyOptions.js';
import type { RequestOptions } from './RequestOptions.js';

/** The options of a Gemini request. */
export interface GeminiOptions extends GeminiBodyOptions, RequestOptions {}
