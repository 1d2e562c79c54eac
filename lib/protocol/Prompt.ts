import type { JsonObject } from './codec/json.js';
import type { ResponseItem } from './ResponseItem.js';

/** The content of a request. A function that also accepts a string treats it as one user message. */
export interface Prompt {
  /** The system prompt. */
  readonly instructions?: string | undefined;
  /** The conversation so far, oldest item first. A string is one user message. */
  readonly input: string | readonly ResponseItem[];
  /** Tools in the form of the Responses API, e.g. `{ type: 'function', name, parameters }`. */
  readonly tools?: readonly unknown[] | undefined;
  /** Set to true to let the model call several tools at the same time. Default: false. */
  readonly parallelToolCalls?: boolean | undefined;
  /** A JSON Schema that the answer must match. */
  readonly outputSchema?: JsonObject | undefined;
}

/** The effort of the model's reasoning, and the kind of summary to make of it. */
export interface Reasoning {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined;
  readonly summary?: 'auto' | 'concise' | 'detailed' | undefined;
}

/** Controls for the text of the answer. */
export interface TextControls {
  readonly verbosity?: 'low' | 'medium' | 'high' | undefined;
}

/** Whether the model may or must call tools; `{ name }` forces a call of one function. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };
