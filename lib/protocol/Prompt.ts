import type { ResponseItem } from './ResponseItem.js';
import type { Schema } from './schema/Schema.js';
import type { ToolChoice } from './ToolChoice.js';

/** The content of a request. A function that also accepts a string treats it as one user message. */
export interface Prompt {
  /** The system prompt. */
  readonly instructions?: string | undefined;
  /** The conversation so far, oldest item first. A string is one user message. */
  readonly input: string | readonly ResponseItem[];
  /**
   * The tools that the model may call: tools created with `tool`, or declarations in the form of the Responses API,
   * e.g. `{ type: 'function', name, parameters }`. The parameters may be a schema of any kind.
   */
  readonly tools?: readonly unknown[] | undefined;
  /** The tools that the model may or must call. Default: `auto`. */
  readonly toolChoice?: ToolChoice | undefined;
  /** Set to true to let the model call several tools at the same time. Default: false. */
  readonly parallelToolCalls?: boolean | undefined;
  /** The schema that the answer must match: of a Standard Schema library, an io-ts codec, or a JSON Schema. */
  readonly outputSchema?: Schema | undefined;
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
