import type { Observable } from 'rxjs';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { userMessage } from '../../protocol/messages/userMessage.js';
import type { Tools } from './Tools.js';
import type { Ask } from './Ask.js';
import type { RunToolsOptions } from './RunToolsOptions.js';
import { toolLoop } from './toolLoop.js';

/**
 * Requests an answer, runs the tools that the model calls, and sends their outputs to the model. It repeats this until
 * the model calls no tool in a step (one request of the loop).
 *
 * ```text
 * step 1:  --call--(C|)
 * tool:            ----a|
 * step 2:               --text--(C|)
 *        runTools('Hi', () => step, { f: () => tool })
 * output:  --call--(CS)-F-text--(C|)     C: completed, S: tool_started, F: tool_finished
 * ```
 *
 * The events of all steps pass as they arrive; `accumulate` combines them into one answer. The outputs are sent in the
 * order of the calls, regardless of which tool ends first. A call id that occurs twice in a step is run once.
 *
 * The model receives an error message as the output of a call if the tool failed or reached its time limit, if the
 * arguments do not match, if there is no such tool, or if the call was not approved. With `failOn`, an error of a tool
 * ends the loop. The calls of an answer that was cut short are not run.
 *
 * `retryAnswer` inside `ask` repeats a failed step. Around the loop, it continues the loop at the step that failed. No
 * tool runs twice in either place.
 *
 * If a call needs an approval and there is no `approve`, the loop runs the other calls and ends with `tools_suspended`.
 * Continue with `resumeTools`.
 *
 * Errors, all as `ApiError`s: errors of `ask`; an `incomplete` error with the reason `max_steps` or `max_calls`; errors of tools that
 * `failOn` selects; a `build` error for tools that cannot be used.
 *
 * Teardown: unsubscribes from the step, from all running tools, whose `signal` is aborted, and from `approve`. Between two
 * attempts of `retryAnswer`, running tools go on.
 *
 * @example
 * const weather = tool({
 *   name: 'weather',
 *   parameters: t.type({ city: t.string }),
 *   run: ({ city }) => lookUp(city),
 * });
 * const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input, tools: [weather] });
 * runTools('Do I need an umbrella in Paris?', ask, [weather]).pipe(accumulate()).subscribe(render);
 */
export const runTools = (
  input: string | readonly ResponseItem[],
  ask: Ask,
  tools: Tools,
  options: RunToolsOptions = {},
): Observable<AnswerEvent> =>
  toolLoop(() => ({ step: 1, input: typeof input === 'string' ? [userMessage(input)] : input }), ask, tools, options);
