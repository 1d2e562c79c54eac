import type { Reasoning } from './Prompt.js';
import type { ResponseItem } from './ResponseItem.js';

/** The `text` member of a request as it is sent. Source: wire.md 6.3. */
export interface TextParam {
  readonly verbosity?: string;
  readonly format?: {
    readonly type: 'json_schema';
    readonly strict: boolean;
    readonly schema: unknown;
    readonly name: string;
  };
}

/** The body of `POST responses`, ready to be sent but for its items, which are written on the way out. Source: wire.md 6.2. */
export interface ResponsesApiRequest {
  readonly model: string;
  readonly instructions: string;
  readonly input: readonly ResponseItem[];
  readonly tools: readonly unknown[];
  readonly tool_choice: string;
  readonly parallel_tool_calls: boolean;
  /** Null is written: the API tells it from an absent key. */
  readonly reasoning: Reasoning | null;
  readonly store: boolean;
  readonly stream: boolean;
  readonly include: readonly string[];
  readonly service_tier?: string;
  readonly prompt_cache_key?: string;
  readonly text?: TextParam;
  readonly previous_response_id?: string;
  /** Further parameters of the model: `temperature`, `max_output_tokens` and whatever comes next. */
  readonly [parameter: string]: unknown;
}
