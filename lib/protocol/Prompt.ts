import type { JsonObject } from './codec/json.js';
import type { ResponseItem } from './ResponseItem.js';

/** What to ask. A bare string in its place means one user message. Source: wire.md 6.1. */
export interface Prompt {
  /** The system's part: how to answer. */
  readonly instructions?: string | undefined;
  /** The conversation so far, oldest first; a string is one user message. */
  readonly input: string | readonly ResponseItem[];
  /** Tools in the form of the Responses API, e.g. `{ type: 'function', name, parameters }`. */
  readonly tools?: readonly unknown[] | undefined;
  /** Whether the model may call several tools at once. Default: false. */
  readonly parallelToolCalls?: boolean | undefined;
  /** A JSON Schema that the answer must match. */
  readonly outputSchema?: JsonObject | undefined;
}

/** How much the model should reason, and whether it should summarise its reasoning. */
export interface Reasoning {
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | undefined;
  readonly summary?: 'auto' | 'concise' | 'detailed' | undefined;
}

/** How the answer's text should be. Source: wire.md 6.3. */
export interface TextControls {
  readonly verbosity?: 'low' | 'medium' | 'high' | undefined;
}
