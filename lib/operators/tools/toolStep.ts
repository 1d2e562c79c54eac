import {
  concat,
  defer,
  EMPTY,
  finalize,
  from,
  merge,
  mergeMap,
  of,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import type { AnswerEvent, ToolCall, ToolEvent } from '../../answer/AnswerEvent.js';
import { nextInput } from '../../answer/nextInput.js';
import { stepItems } from '../../answer/stepItems.js';
import { toolOutputItem } from '../../answer/toolOutputItem.js';
import { isJsonObject, parseJsonText } from '../../protocol/codec/json.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { MAX_CALLS } from '../../protocol/limits.js';
import type { ResponseItem } from '../../protocol/ResponseItem.js';
import type { AgentTelemetry } from '../../telemetry/AgentTelemetry.js';
import { operate } from '../flow/operate.js';
import { inContext } from '../telemetry/inContext.js';
import { subscribeWithin, type LoopMemory, type LoopStep } from './retryScope.js';
import { runTool } from './runTool.js';
import type { Ask } from './Ask.js';
import type { RunToolsOptions } from './RunToolsOptions.js';
import type { ToolSet } from './toolSet.js';

/** The data that one loop needs for all its steps. */
export interface Loop {
  readonly ask: Ask;
  readonly tools: ToolSet;
  readonly options: RunToolsOptions;
  readonly memory: LoopMemory;
  /** Is true below `retryAnswer`, which may subscribe to the loop again: runs are then kept for the next attempt. */
  readonly isRetried: boolean;
  /** The context of the requests and of the tools. */
  readonly within: AgentTelemetry['within'];
}

/** A step that is to be requested. This value is internal to the loop and is never emitted. */
export interface NextStep {
  readonly type: 'next_step';
  readonly next: LoopStep;
}

const withStep = (event: AnswerEvent, step: number): AnswerEvent =>
  event.type === 'reset' && event.step === undefined ? { ...event, step } : event;

/**
 * Returns true for a call that may run before its answer is complete. The Chat API finishes the calls of a stream that
 * breaks off, and their arguments may be cut: only an object shows that it is whole.
 */
// docs/decisions.md: calls that run early
const isWhole = (call: ToolCall): boolean =>
  call.type === 'function_call' && isJsonObject(parseJsonText(call.arguments));

/** Returns the calls of a step without an output. */
const unanswered = (calls: readonly ToolCall[], outputs: ReadonlyMap<string, ResponseItem>): readonly ToolCall[] =>
  calls.filter(({ call_id }) => !outputs.has(call_id));

const outputsOf = ({ outputs = [] }: LoopStep): Map<string, ResponseItem> =>
  new Map(
    outputs.flatMap((item) =>
      item.type === 'function_call_output' || item.type === 'custom_tool_call_output' ? [[item.call_id, item]] : [],
    ),
  );

/**
 * Requests one step of a tool loop, runs its calls, and emits the next step if there is one. Calls run after the answer,
 * or with `early` while it is received.
 *
 * Errors: those of `ask`, those of tools that `failOn` selects, and an `incomplete` error with the reason `max_calls`.
 * Teardown: unsubscribes from the request and from the tools; below `retryAnswer`, the tools go on until the retry ends.
 */
export const toolStep = (current: LoopStep, loop: Loop): Observable<AnswerEvent | NextStep> => {
  const { step, input: sent } = current;
  const { ask, tools, options, memory, isRetried, within } = loop;
  const { concurrency = 4, early = false, maxCalls = MAX_CALLS } = options;
  const { runs } = memory;
  memory.step = current;
  const items = stepItems();
  const outputs = outputsOf(current);
  const calls$ = new Subject<ToolCall>();
  const reset$ = new Subject<void>();
  let calls = 0; // of this attempt

  const runOne = (call: ToolCall): Observable<ToolEvent> =>
    runTool(call, tools, options, current.decide).pipe(
      tap({ error: () => (memory.isFinal = true) }),
      inContext({ within }),
    );
  const run = (call: ToolCall): Observable<ToolEvent> => {
    // A call of an attempt that was taken back may still wait for its turn.
    if (early && !items.includes(call)) return EMPTY;
    return early || isRetried ? runs.run(call, () => runOne(call)).pipe(takeUntil(reset$)) : runOne(call);
  };

  const answer$: Observable<AnswerEvent> = subscribeWithin(
    undefined,
    defer(() => from(ask(sent, step))),
  ).pipe(
    inContext({ within }),
    operate((subscriber) => ({
      next: (event) => {
        const added = items.onEvent(event);
        if (event.type === 'reset') {
          calls = 0;
          runs.takeBack();
          // After the items are gone: the calls that wait for their turn get it now, and must not run.
          reset$.next();
        }
        calls += added.length;
        if (calls > maxCalls) throw apiError({ type: 'incomplete', reason: 'max_calls' });
        subscriber.next(withStep(event, step));
        if (early) added.filter(isWhole).forEach((call) => calls$.next(call));
      },
      complete: () => {
        subscriber.complete();
        const late = items.calls().filter((call) => !early || !isWhole(call));
        if (items.isComplete()) late.forEach((call) => calls$.next(call));
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
    runs.end();
    const calls = current.calls ?? (items.isComplete() ? items.calls() : []);
    if (calls.length === 0 && !items.isPaused()) return EMPTY;
    const said = current.calls === undefined ? [...sent, ...items.list()] : sent;
    return unanswered(calls, outputs).length > 0
      ? of({ type: 'tools_suspended', pending: { step, input: said, calls, outputs: nextInput([], calls, outputs) } })
      : of({ type: 'next_step', next: { step: step + 1, input: nextInput(said, calls, outputs) } });
  };

  return concat(merge(ran$, current.calls === undefined ? answer$ : known$), defer(after)).pipe(
    finalize(() => (isRetried ? runs.takeBack() : runs.end())),
  );
};
