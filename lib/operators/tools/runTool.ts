import {
  asyncScheduler,
  catchError,
  concat,
  defaultIfEmpty,
  defer,
  EMPTY,
  finalize,
  from,
  map,
  mergeMap,
  NEVER,
  of,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
  type Observable,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import { inputOf } from '../../answer/itemSnapshot.js';
import type { ToolCall, ToolEvent, ToolOutput } from '../../answer/AnswerEvent.js';
import { timeoutError } from '../../protocol/errors/ApiError.js';
import { excerpt } from '../../protocol/errors/errorBody.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import { decisionOf, type Approval } from './approval.js';
import { resultValues } from './resultValues.js';
import type { PreparedRun } from './Tools.js';
import { toolEvents } from './toolEvents.js';
import type { RunnableTool, ToolSet } from './toolSet.js';

/** Options for running the tools of a model. */
export interface RunToolOptions {
  /**
   * Returns whether a call is run, e.g. after prompting a person. Anything but `true` and `{ approved: true }` refuses
   * the call. Without it, the loop ends with `tools_suspended` at a call that needs an approval.
   */
  readonly approve?: ((call: ToolCall) => Approval | ObservableInput<Approval>) | undefined;
  /** Returns whether an error of a tool ends the loop instead of being reported to the model. Default: never. */
  readonly failOn?: ((error: unknown, call: ToolCall) => boolean) | undefined;
  /** The time limit of a tool without its own, in milliseconds. `Infinity`: no limit. Default: 600 000 (10 minutes). */
  readonly timeout?: number | undefined;
  /** Measures the time limits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The default time limit of a tool, in milliseconds. */
const DEFAULT_TIMEOUT = 600_000;

/** The maximum number of characters of an error message that are sent to the model. */
const LONGEST_REASON = 500;

/** Returns the decision about a call that was suspended. */
type Decide = (call: ToolCall) => unknown;

const finished = (call: ToolCall, outcome: 'failed' | 'refused', output: ToolOutput): ToolEvent => ({
  type: 'tool_finished',
  call,
  output,
  outcome,
});

/** The words of an error for the model. The prefix of an `ApiError` names a category that helps only the program. */
const wordsOf = (error: unknown): string => {
  const known = toApiError(error);
  if (known.type === 'transport' && known.error.type === 'timeout') return known.error.detail ?? reasonOf(error);
  return known.type === 'invalid_request' && known.detail ? known.detail : reasonOf(error);
};

const withInput = (call: ToolCall, input: string): ToolCall =>
  Object.freeze(call.type === 'function_call' ? { ...call, arguments: input } : { ...call, input });

/** Fails when the time limit of a run has passed. */
const limitOf = (limit: number, scheduler: SchedulerLike): Observable<never> =>
  limit > MAX_TIMER_DELAY
    ? NEVER
    : timer(limit, scheduler).pipe(
        mergeMap(() => throwError(() => timeoutError(`the tool did not finish within ${limit / 1000} seconds`))),
      );

/** Runs a prepared call: `tool_started`, progress, `tool_finished`. */
const start = (call: ToolCall, prepared: PreparedRun, limit: number, scheduler: SchedulerLike): Observable<ToolEvent> =>
  concat(
    of<ToolEvent>({ type: 'tool_started', call }),
    defer(() => {
      const controller = new AbortController();
      let isDone = false;
      return defer(() => resultValues(prepared.run({ call, signal: controller.signal }))).pipe(
        toolEvents(call, scheduler),
        tap({ complete: () => (isDone = true) }),
        takeUntil(limitOf(limit, scheduler)),
        finalize(() => {
          if (!isDone) controller.abort();
        }),
      );
    }),
  );

const runKnown = (
  call: ToolCall,
  tool: RunnableTool,
  options: RunToolOptions,
  decide: Decide | undefined,
): Observable<ToolEvent> => {
  const { approve, timeout = DEFAULT_TIMEOUT, scheduler = asyncScheduler } = options;
  const prepare = (prepared: ToolCall) => defer(() => from(tool.prepare(inputOf(prepared))));
  const run = (approved: ToolCall, prepared: PreparedRun) =>
    start(approved, prepared, tool.timeout ?? timeout, scheduler);

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
        : defer(() => resultValues(approve(call))).pipe(
            take(1),
            defaultIfEmpty(false),
            mergeMap((answer) => onAnswer(answer, prepared)),
          ),
    );

  return prepare(call).pipe(
    mergeMap((prepared) => {
      if (decide !== undefined) return onAnswer(decide(call), prepared);
      return defer(() => resultValues(prepared.needsApproval?.(call) ?? approve !== undefined)).pipe(
        take(1),
        // Any other value than false, also a mistake of plain JavaScript, requires an approval.
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
      failOn(error, call)
        ? throwError(() => error)
        : of(finished(call, 'failed', `error: ${excerpt(wordsOf(error), LONGEST_REASON)}`)),
    ),
  );
};
