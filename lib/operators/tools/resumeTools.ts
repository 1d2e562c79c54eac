import type { Observable } from 'rxjs';
import { isToolCall } from '../../answer/itemSnapshot.js';
import type { AnswerEvent, PendingTools } from '../../answer/AnswerEvent.js';
import { isJsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import type { Approval } from './approval.js';
import type { LoopStep } from './retryScope.js';
import type { Tools } from './Tools.js';
import type { Ask } from './Ask.js';
import type { RunToolsOptions } from './RunToolsOptions.js';
import { toolLoop } from './toolLoop.js';

/** The decisions about pending calls, by `call_id`. A call without a decision is refused. */
export type Decisions = Readonly<Record<string, Approval>>;

/** Checks the state, which may come from a file or a database. */
const stepOf = (pending: PendingTools, decisions: Decisions): LoopStep => {
  const value: unknown = pending;
  const isState =
    isJsonObject(value) &&
    Number.isInteger(value['step']) &&
    [value['input'], value['calls'], value['outputs']].every(Array.isArray) &&
    [...pending.input, ...pending.outputs].every(isJsonObject) &&
    pending.calls.every((call) => isJsonObject(call) && isToolCall(call)) &&
    // One decision must not run two calls.
    new Set(pending.calls.map(({ call_id }) => call_id)).size === pending.calls.length;
  if (!isState)
    throw buildError('resumeTools expects the member `pending` of a tools_suspended event, e.g. parsed from its JSON');
  if (!isJsonObject(decisions)) throw buildError('resumeTools expects decisions by call_id, e.g. { call_1: true }');
  const { step, input, calls, outputs } = pending;
  return {
    step,
    input,
    calls: calls.map((call) => Object.freeze({ ...call })),
    outputs,
    // A server may use "constructor" as the id of a call.
    decide: ({ call_id }) => (Object.hasOwn(decisions, call_id) ? decisions[call_id] : false),
  };
};

/**
 * Continues a tool loop that was suspended for approvals, also in another process: runs the calls that were approved,
 * reports the others to the model as refused, and requests the next step.
 *
 * ```text
 * step 2:  ----text--(C|)
 *        resumeTools(pending, { call_1: true }, () => step, { f: () => 'a' })
 * output:  (SF)text--(C|)                S: tool_started, F: tool_finished, C: completed
 * ```
 *
 * Only `true` and `{ approved: true }` approve a call. A call without a decision is refused. Calls that had been run
 * before are not run again.
 *
 * Errors, all as `ApiError`s: those of `runTools`; a `build` error if `pending` is not the state of a loop. Teardown:
 * as for `runTools`.
 *
 * @example
 * const pending: PendingTools = { step: 1, input: history, calls: [], outputs: [] };
 * const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input });
 * resumeTools(pending, { call_1: { approved: false, reason: 'too expensive' } }, ask, []).subscribe(render);
 */
export const resumeTools = (
  pending: PendingTools,
  decisions: Decisions,
  ask: Ask,
  tools: Tools,
  options: RunToolsOptions = {},
): Observable<AnswerEvent> => toolLoop(() => stepOf(pending, decisions), ask, tools, options);
