import type { Reasoning, TextFormat } from '../Prompt.js';
import type { ResponseItem } from '../ResponseItem.js';

/** The `text` member of a request, as it is sent. */
export interface TextParam {
  readonly verbosity?: string;
  readonly format?: TextFormat;
}

/** The body of `POST responses`. Its items are encoded when it is sent. */
export interface ResponsesApiRequest {
  readonly model: string;
  readonly instructions: string;
  readonly input: readonly ResponseItem[];
  readonly tools?: readonly unknown[];
  readonly tool_choice?: unknown;
  readonly parallel_tool_calls?: boolean;
  /** The reasoning options. A null is sent, because the API distinguishes it from an absent key. */
  readonly reasoning: Reasoning | null;
  readonly store: boolean;
  readonly stream: boolean;
  readonly include: readonly string[];
  readonly service_tier?: string;
  readonly prompt_cache_key?: string;
  readonly text?: TextParam;
  readonly previous_response_id?: string;
  /** Further parameters of the model, such as `temperature` and `max_output_tokens`. */
  readonly [parameter: string]: unknown;
}
