import type { EasyMessage } from './messages/EasyMessage.js';
import type { ResponseItem } from './ResponseItem.js';
import type { AnySchema } from './schema/Schema.js';
import type { ToolChoice } from './ToolChoice.js';

/** The content of a request. A function that also accepts a string treats it as one user message. */
export interface Prompt {
  /** The system prompt. */
  readonly instructions?: string | undefined;
  /**
   * The conversation so far, oldest item first. A string is one user message. Messages may have the short form `{ role,
   * content: 'text' }` or the form of the Chat API, with its `tool_calls` and tool messages.
   */
  readonly input: string | readonly (ResponseItem | EasyMessage)[];
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
  readonly outputSchema?: AnySchema | undefined;
}

/** The effort of the model's reasoning, and the kind of summary to make of it. */
export interface Reasoning {
  /** The words differ by model and server: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max` … */
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | (string & {}) | undefined;
  readonly summary?: 'auto' | 'concise' | 'detailed' | undefined;
}

/** The format of the answer. */
export type TextFormat =
  | { readonly type: 'text' }
  /** Any JSON object. Most servers require that the prompt asks for JSON too. */
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly schema: unknown;
      readonly description?: string | undefined;
      /** Set to true to have the server enforce the schema. */
      readonly strict?: boolean | null | undefined;
    }
  /** Text of a grammar. Only some servers support it, and the members differ. */
  | { readonly type: 'grammar'; readonly grammar?: string; readonly syntax?: string; readonly definition?: string };

/** Controls for the text of the answer. */
export interface TextControls {
  readonly verbosity?: 'low' | 'medium' | 'high' | undefined;
  /** The format of the answer. `outputSchema` of the prompt is the short form of a strict `json_schema`. */
  readonly format?: TextFormat | undefined;
}
