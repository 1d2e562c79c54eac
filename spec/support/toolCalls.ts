import { EMPTY, of } from 'rxjs';
import type { AnswerEvent, ToolCall } from '../../lib/answer/AnswerEvent.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import type { Ask } from '../../lib/operators/tools/Ask.js';
import type { RunToolsOptions } from '../../lib/operators/tools/RunToolsOptions.js';
import type { Tools } from '../../lib/operators/tools/Tools.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { valuesOf } from './collect.js';

/** The end of an answer. */
export const completed = {
  type: 'completed',
  response_id: 'r',
  token_usage: null,
  status: 'completed',
} as const satisfies AnswerEvent;

/** A call of a function. */
export const callOf = (name: string, json = '{}', call_id = 'c1'): ToolCall => ({
  type: 'function_call',
  name,
  arguments: json,
  call_id,
});

/** A model that makes these calls in its first step, and none in the second. */
export const modelCalling = (
  ...calls: readonly ToolCall[]
): { readonly ask: Ask; readonly inputs: readonly (readonly ResponseItem[])[] } => {
  const inputs: (readonly ResponseItem[])[] = [];
  const items = calls.map((item): AnswerEvent => ({ type: 'output_item_done', item }));
  return { inputs, ask: (input) => (inputs.push(input) === 1 ? of(...items, completed) : EMPTY) };
};

/** Runs a loop for these calls. Returns its events, and the items that the second step sent. */
export const runCalls = async (calls: readonly ToolCall[], tools: Tools, options?: RunToolsOptions) => {
  const { ask, inputs } = modelCalling(...calls);
  const events = await valuesOf(runTools([], ask, tools, options));
  return { events, sent: inputs[1] ?? [] };
};

/** The outcomes and outputs of a loop. */
export const finishedIn = (events: readonly AnswerEvent[]): readonly (readonly unknown[])[] =>
  events.flatMap((event) => (event.type === 'tool_finished' ? [[event.outcome, event.output]] : []));
