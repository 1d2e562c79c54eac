import type { Context, RunAgentInput } from '@ag-ui/core';
import type { PendingTools, ToolCall } from '../answer/AnswerEvent.js';
import { isToolCall } from '../answer/itemSnapshot.js';
import { isJsonObject, type JsonObject } from '../protocol/codec/json.js';
import { apiError } from '../protocol/errors/ApiError.js';
import type { Approval } from '../operators/tools/approval.js';
import type { Decisions } from '../operators/tools/resumeTools.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import { messageItems } from './messageItems.js';
import { splitOutputs } from './splitOutputs.js';

/** A run of an AG-UI agent, as the members of a prompt. */
export interface AgUiRequest {
  /** The messages of the thread, as items. */
  readonly input: readonly ResponseItem[];
  /** The declarations of the tools that the page runs. A call of one is answered by the next run. */
  readonly tools: readonly JsonObject[];
  /** The context that the page gave, as text; undefined without any. */
  readonly instructions: string | undefined;
  /** The calls that waited for approvals, and the decisions of the user, if the run resumes an interrupted one. */
  readonly resume: { readonly pending: PendingTools; readonly decisions: Decisions } | undefined;
  /** The run as received. */
  readonly run: RunAgentInput;
}

const contextText = (context: readonly Context[]): string | undefined =>
  context.length === 0 ? undefined : context.map(({ description, value }) => `${description}: ${value}`).join('\n\n');

/** The output of a call has its id, and so has the call. */
const callIdOf = (item: ResponseItem): string | undefined =>
  'call_id' in item && typeof item.call_id === 'string' ? item.call_id : undefined;

/** The calls behind the last item that is neither a call nor an output: those of the last step. */
const lastCalls = (items: readonly ResponseItem[]): readonly ToolCall[] => {
  const start = items.map((item) => callIdOf(item) === undefined).lastIndexOf(true) + 1;
  return items.slice(start).filter(isToolCall);
};

/** Reads the answer of the page: only `true` and an object with `approved: true` approve. */
// docs/decisions.md: what approves a call
const approvalOf = (payload: unknown): Approval => {
  if (payload === true) return true;
  if (!isJsonObject(payload)) return false;
  const { approved, reason, editedArgs, arguments: changed = editedArgs } = payload;
  if (approved !== true) return { approved: false, ...(typeof reason === 'string' ? { reason } : {}) };
  return changed === undefined ? true : { approved: true, arguments: changed };
};

const resumeOf = ({ resume = [] }: RunAgentInput, input: readonly ResponseItem[]): AgUiRequest['resume'] => {
  const calls = lastCalls(input);
  if (resume.length === 0 || calls.length === 0) return undefined;
  const { outputs, others } = splitOutputs(input, calls);
  return {
    pending: { step: 1, input: others, calls, outputs },
    decisions: Object.fromEntries(
      resume.map(({ interruptId, status, payload }) => [interruptId, status === 'resolved' && approvalOf(payload)]),
    ),
  };
};

const requestOf = (run: RunAgentInput): AgUiRequest => {
  const input = messageItems(run.messages);
  return {
    input,
    tools: run.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      name,
      description,
      parameters: isJsonObject(parameters) ? parameters : { type: 'object', properties: {} },
    })),
    instructions: contextText(run.context),
    resume: resumeOf(run, input),
    run,
  };
};

/**
 * Converts the input of an AG-UI run to the members of a prompt. `resume` is what `resumeTools` needs, if the page
 * answers the approvals of the run before. All of it comes from the page: check what a user must not choose, such as
 * the arguments of an approved call.
 *
 * Errors: throws an `invalid_request` error for an input that is not one of AG-UI.
 *
 * @example
 * const run = { threadId: 't', runId: 'r', messages: [], tools: [], context: [], state: {}, forwardedProps: {} };
 * const { input, tools, instructions } = agUiRequest(run);
 * client.streamPrompt('gpt-5.1', { input: [...input, userMessage('Say hi')], tools, instructions }).subscribe(render);
 */
export const agUiRequest = (run: RunAgentInput): AgUiRequest => {
  try {
    return requestOf(run);
  } catch (cause) {
    const detail = 'the input of the run is not one of AG-UI; check its messages, tools and context';
    throw apiError({ type: 'invalid_request', detail }, { cause });
  }
};
