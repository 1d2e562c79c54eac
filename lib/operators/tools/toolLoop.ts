import {
  concat,
  defer,
  EMPTY,
  expand,
  filter,
  finalize,
  from,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  tap,
  throwError,
  type Observable,
  type ObservableInput,
} from 'rxjs';
import { nextInput } from '../../answer/nextInput.js';
import { stepItems } from '../../answer/stepItems.js';
import type { AnswerEvent, ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { MAX_CALLS } from '../../protocol/limits.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import { toolOutputItem } from '../../answer/toolOutputItem.js';
import { failWithApiError } from '../flow/failWithApiError.js';
import { operate } from '../flow/operate.js';
import { earlyRuns } from './earlyRuns.js';
import { currentScope, subscribeWithin, type LoopMemory, type LoopStep } from './retryScope.js';
import { runTool, type RunToolOptions } from './runTool.js';
import type { Tools } from './Tools.js';
import { toolSet, type ToolSet } from './toolSet.js';

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
  /** The maximum number of calls in one step. With more, the loop fails, and those that have not begun do not run. Default: 256. */
  readonly maxCalls?: number | undefined;
  /** The maximum number of tools that run at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
  /**
   * Runs a call as soon as it has been received, before the answer is complete. A call of an answer that is then cut
   * short has been run as well. Default: false.
   */
  readonly early?: boolean | undefined;
}

/** What one loop needs for all its steps. */
interface Loop {
  readonly ask: Ask;
  readonly tools: ToolSet;
  readonly options: RunToolsOptions;
  readonly memory: LoopMemory;
}

/** A step that is to be requested. This value is internal to the loop and is never emitted. */
interface NextStep {
  readonly type: 'next_step';
  readonly next: LoopStep;
}

const withStep = (event: AnswerEvent, step: number): AnswerEvent =>
  event.type === 'reset' && event.step === undefined ? { ...event, step } : event;

/** Returns the calls of a step without an output. */
const unanswered = (calls: readonly ToolCall[], outputs: ReadonlyMap<string, ResponseItem>): readonly ToolCall[] =>
  calls.filter(({ call_id }) => !outputs.has(call_id));

const outputsOf = ({ outputs = [] }: LoopStep): Map<string, ResponseItem> =>
  new Map(
    outputs.flatMap((item) =>
      item.type === 'function_call_output' || item.type === 'custom_tool_call_output' ? [[item.call_id, item]] : [],
    ),
  );

/** Requests one step, runs its calls, and emits the next step if there is one. */
const runStep = (current: LoopStep, { ask, tools, options, memory }: Loop): Observable<AnswerEvent | NextStep> => {
  const { step, input: sent } = current;
  const { concurrency = 4, early = false, maxCalls = MAX_CALLS } = options;
  memory.step = current;
  const items = stepItems();
  const outputs = outputsOf(current);
  const runs = earlyRuns();
  const calls$ = new Subject<ToolCall>();
  const reset$ = new Subject<void>();
  let calls = 0; // of this attempt

  const runOne = (call: ToolCall): Observable<ToolEvent> =>
    runTool(call, tools, options, current.decide).pipe(tap({ error: () => (memory.isFinal = true) }));
  const run = (call: ToolCall): Observable<ToolEvent> => {
    // A call of an attempt that was taken back may still wait for its turn.
    if (early && !items.includes(call)) return EMPTY;
    return early ? runs.run(call, () => runOne(call)).pipe(takeUntil(reset$)) : runOne(call);
  };

  const answer$: Observable<AnswerEvent> = subscribeWithin(
    undefined,
    defer(() => from(ask(sent, step))),
  ).pipe(
    operate((subscriber) => ({
      next: (event) => {
        if (event.type === 'reset') {
          calls = 0;
          runs.takeBack();
          reset$.next();
        }
        const added = items.onEvent(event);
        calls += added.length;
        if (calls > maxCalls) throw apiError({ type: 'incomplete', reason: 'max_calls' });
        subscriber.next(withStep(event, step));
        if (early) added.forEach((call) => calls$.next(call));
      },
      complete: () => {
        subscriber.complete();
        if (!early && items.isComplete()) items.calls().forEach((call) => calls$.next(call));
        calls$.complete();
      },
    })),
  );
  const known$ = defer(() => {
    unanswered(current.calls ?? [], outputs).forEach((call) => calls$.next(call));
    calls$.complete();
    return EMPTY;
  });

  const ran$ = calls$.pipe(
    mergeMap(run, concurrency),
    tap((event) => {
      if (event.type === 'tool_finished') outputs.set(event.call.call_id, toolOutputItem(event.call, event.output));
    }),
  );

  const after = (): Observable<AnswerEvent | NextStep> => {
    const calls = current.calls ?? (items.isComplete() ? items.calls() : []);
    if (calls.length === 0) return EMPTY;
    const said = current.calls === undefined ? [...sent, ...items.list()] : sent;
    return unanswered(calls, outputs).length > 0
      ? of({ type: 'tools_suspended', pending: { step, input: said, calls, outputs: nextInput([], calls, outputs) } })
      : of({ type: 'next_step', next: { step: step + 1, input: nextInput(said, calls, outputs) } });
  };

  return concat(merge(ran$, current.calls === undefined ? answer$ : known$), defer(after)).pipe(
    finalize(() => runs.end()),
  );
};

/**
 * Runs a tool loop from a step on. Below `retryAnswer`, a new attempt continues at the step that failed.
 *
 * Errors, all as `ApiError`s: errors of `ask`; an `incomplete` error with the reason `max_steps` or `max_calls`; errors of tools that
 * `failOn` selects; a `build` error for tools that cannot be used.
 */
export const toolLoop = (
  first: () => LoopStep,
  ask: Ask,
  tools: Tools,
  options: RunToolsOptions,
): Observable<AnswerEvent> =>
  defer(() => {
    const { maxSteps = 16 } = options;
    const memory = currentScope()?.loop() ?? { step: undefined, isFinal: false, isDone: false };
    if (memory.isDone) return EMPTY;
    const loop: Loop = { ask, tools: toolSet(tools), options, memory };
    const start: NextStep = { type: 'next_step', next: memory.step ?? first() };
    return of<AnswerEvent | NextStep>(start).pipe(
      expand((event) => {
        if (event.type !== 'next_step') return EMPTY;
        return event.next.step > maxSteps
          ? throwError(() => apiError({ type: 'incomplete', reason: 'max_steps' }))
          : defer(() => runStep(event.next, loop));
      }),
      filter((event) => event.type !== 'next_step'),
      tap({ complete: () => (memory.isDone = true) }),
    );
  }).pipe(failWithApiError());
