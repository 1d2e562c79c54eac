import {
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  from,
  mergeMap,
  of,
  tap,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { stepItems } from '../../answer/stepItems.js';
import type { AnswerEvent, ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { toolOutputItem } from '../../answer/toolOutputItem.js';
import { validHistory } from '../../answer/validHistory.js';
import { userMessage } from '../../protocol/userMessage.js';
import { failWithApiError } from '../flow/failWithApiError.js';
import { runTool, type RunToolOptions, type Tools } from './runTool.js';

/**
 * Sends one request of the loop (a step), e.g. with `client.streamPrompt`. It is called once per step, with the
 * conversation so far and the number of the step, from 1.
 */
export type Ask = (input: readonly ResponseItem[], step: number) => ObservableInput<AnswerEvent>;

/** Options for `runTools`. */
export interface RunToolsOptions extends RunToolOptions {
  /**
   * The maximum number of steps (requests). If the model still calls tools in the last step, the loop fails. Default:
   * 16.
   */
  readonly maxSteps?: number | undefined;
  /** The maximum number of tools that run at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
}

/** A step that is to be requested. This value is internal to the loop and is never emitted. */
interface Step {
  readonly type: 'step';
  readonly step: number;
  readonly input: readonly ResponseItem[];
}

/**
 * Requests an answer, runs the tools that the model calls, and sends their outputs to the model. It repeats this until
 * the model calls no tool in a step (one request of the loop).
 *
 * ```text
 * step 1:  --call--(C|)
 * tool:            ---a|
 * step 2:              --text--(C|)
 *        runTools('Hi', () => step, { f: () => tool })
 * output:  --call--(CS)F-text--(C|)      C: completed, S: tool_started, F: tool_finished
 * ```
 *
 * The events of all steps pass as they arrive; `accumulate` combines them into one answer. The outputs are sent in the
 * order of the calls, regardless of which tool ends first.
 *
 * The model receives an error message as the output of a call if the tool failed, if the arguments do not match, if
 * there is no such tool, or if the call was not approved. With `failOn`, an error of a tool ends the loop. The calls of
 * an answer that was cut short are not run.
 *
 * Errors, all as `ApiError`s: errors of `ask`; an `incomplete` error with the reason `max_steps`; errors of tools that
 * `failOn` selects.
 *
 * Teardown: unsubscribes from the step, from all running tools, and from `approve`. Tools have no time limit; apply
 * `timeout` to a tool to set one.
 *
 * @example
 * const tools = { weather: jsonTool(t.type({ city: t.string }), ({ city }) => lookUp(city)) };
 * const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input, tools: declarations });
 * runTools('Do I need an umbrella in Paris?', ask, tools).pipe(accumulate()).subscribe(render);
 */
export const runTools = (
  input: string | readonly ResponseItem[],
  ask: Ask,
  tools: Tools,
  { maxSteps: maxSteps = 16, concurrency = 4, ...options }: RunToolsOptions = {},
): Observable<AnswerEvent> => {
  const runAll = (calls: readonly ToolCall[], { step, input: sent }: Step): Observable<ToolEvent | Step> => {
    const outputs = new Map<ToolCall, ResponseItem>();
    const next = (): Step => ({
      type: 'step',
      step: step + 1,
      input: validHistory([...sent, ...calls.flatMap((call) => outputs.get(call) ?? [])], { continues: true }).items,
    });
    return concat(
      from(calls).pipe(
        mergeMap((call) => runTool(call, tools, options), concurrency),
        tap((event) => {
          if (event.type === 'tool_finished') outputs.set(event.call, toolOutputItem(event.call, event.output));
        }),
      ),
      defer(() => of(next())),
    );
  };

  const runStep = ({ step, input: sent }: Step): Observable<AnswerEvent | Step> =>
    defer(() => {
      if (step > maxSteps) return throwError(() => apiError({ type: 'incomplete', reason: 'max_steps' }));
      const items = stepItems();
      return concat(
        from(ask(sent, step)).pipe(tap((event) => items.onEvent(event))),
        defer(() => {
          const calls = items.calls();
          return calls.length === 0 ? EMPTY : runAll(calls, { type: 'step', step, input: [...sent, ...items.list()] });
        }),
      );
    });

  return of<AnswerEvent | Step>({
    type: 'step',
    step: 1,
    input: typeof input === 'string' ? [userMessage(input)] : input,
  }).pipe(
    expand((event) => (event.type === 'step' ? runStep(event) : EMPTY)),
    filter((event) => event.type !== 'step'),
    failWithApiError(),
  );
};
