import {
  asyncScheduler,
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  from,
  map,
  mergeMap,
  of,
  take,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { inputOf } from '../../answer/itemSnapshot.js';
import type { ToolCall, ToolEvent, ToolOutput } from '../../answer/AnswerEvent.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { decisionOf, type Approval } from './approval.js';
import { resultValues } from './resultValues.js';
import { startTool, type StartToolOptions } from './startTool.js';
import { toolFault } from './toolFault.js';
import type { PreparedRun } from './Tools.js';
import type { RunnableTool, ToolSet } from './toolSet.js';

/** Options for running the tools of a model. */
export interface RunToolOptions extends StartToolOptions {
  /**
   * Returns whether a call is run, e.g. after prompting a person. Anything but `true` and `{ approved: true }` refuses
   * the call. Without it, the loop ends with `tools_suspended` at a call that needs an approval.
   */
  readonly approve?: ((call: ToolCall) => Approval | ObservableInput<Approval>) | undefined;
  /** Returns whether an error of a tool ends the loop instead of being reported to the model. Default: never. */
  readonly failOn?: ((error: unknown, call: ToolCall) => boolean) | undefined;
}

const withInput = (call: ToolCall, input: string): ToolCall =>
  Object.freeze(call.type === 'function_call' ? { ...call, arguments: input } : { ...call, input });

/** Returns the decision about a call that was suspended. */
type Decide = (call: ToolCall) => unknown;

const finished = (call: ToolCall, outcome: 'failed' | 'refused', output: ToolOutput): ToolEvent => ({
  type: 'tool_finished',
  call,
  output,
  outcome,
});

const runKnown = (
  call: ToolCall,
  tool: RunnableTool,
  options: RunToolOptions,
  decide: Decide | undefined,
): Observable<ToolEvent> => {
  const { approve, scheduler = asyncScheduler } = options;
  const prepare = (prepared: ToolCall) => defer(() => from(tool.prepare(inputOf(prepared))));
  const run = (approved: ToolCall, prepared: PreparedRun) => startTool({ call: approved, tool, prepared }, options);

  const onAnswer = (answer: unknown, prepared: PreparedRun): Observable<ToolEvent> => {
    const decision = decisionOf(answer);
    if (!decision.approved) return of(finished(call, 'refused', decision.words));
    if (decision.input === undefined) return run(call, prepared);
    const changed = withInput(call, decision.input);
    return prepare(changed).pipe(mergeMap((again) => run(changed, again)));
  };
  const askFirst = (prepared: PreparedRun): Observable<ToolEvent> =>
    concat(
      of<ToolEvent>({ type: 'tool_approval_requested', call }),
      approve === undefined
        ? EMPTY
        : defer(() => resultValues(approve(call), scheduler)).pipe(
            take(1),
            defaultIfEmpty(false),
            mergeMap((answer) => onAnswer(answer, prepared)),
          ),
    );

  return prepare(call).pipe(
    mergeMap((prepared) => {
      if (decide !== undefined) return onAnswer(decide(call), prepared);
      const { needsApproval = () => approve !== undefined } = prepared;
      return defer(() => resultValues(needsApproval(call), scheduler)).pipe(
        take(1),
        // Any other value than false requires an approval: a function of plain JavaScript may forget to return one.
        map((needed) => needed !== false),
        defaultIfEmpty(true),
        mergeMap((isNeeded) => (isNeeded ? askFirst(prepared) : run(call, prepared))),
      );
    }),
  );
};

/**
 * Runs one call: emits `tool_approval_requested` if it needs an approval, `tool_started`, `tool_progress` and then
 * `tool_finished` with the outcome. Without `approve`, a call that needs an approval is not finished.
 *
 * Errors: only errors that `failOn` selects. Teardown: unsubscribes from `approve` and from the tool.
 */
export const runTool = (
  call: ToolCall,
  tools: ToolSet,
  options: RunToolOptions,
  decide?: Decide,
): Observable<ToolEvent> => {
  const { failOn = () => false } = options;
  const tool = tools.get(call.name);
  if (tool === undefined) {
    const words = `error: there is no tool named ${excerpt(call.name, 100)}`;
    return of(finished(call, 'failed', tools.names === '' ? words : `${words}. Available tools: ${tools.names}`));
  }
  return runKnown(call, tool, options, decide).pipe(
    catchError((error: unknown) =>
      failOn(error, call) ? throwError(() => error) : of(finished(call, 'failed', toolFault(error))),
    ),
  );
};
