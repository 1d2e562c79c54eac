import * as t from 'io-ts';
import type { Reasoning } from '../Prompt.js';
import { ResponseItem } from '../ResponseItem.js';
import type { TextParam } from './ResponsesApiRequest.js';

/** The input of `CompactClient.compactInput`: a conversation to shorten. Absent members are not sent. */
export interface CompactionInput {
  readonly model: string;
  /** The conversation so far, oldest item first. */
  readonly input: readonly ResponseItem[];
  readonly instructions: string;
  readonly tools?: readonly unknown[] | undefined;
  readonly parallel_tool_calls?: boolean | undefined;
  readonly reasoning?: Reasoning | undefined;
  readonly service_tier?: string | undefined;
  readonly prompt_cache_key?: string | undefined;
  readonly text?: TextParam | undefined;
}

/** The reply: the items that replace the conversation. */
export const CompactionOutput = t.type({ output: t.readonlyArray(ResponseItem) }, 'compact response');
