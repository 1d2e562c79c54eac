import {
  asyncScheduler,
  concat,
  defer,
  finalize,
  identity,
  mergeMap,
  NEVER,
  of,
  takeUntil,
  tap,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import type { ToolCall, ToolEvent, ToolOutput } from '../../answer/AnswerEvent.js';
import { inputOf } from '../../answer/itemSnapshot.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { timeoutError } from '../../protocol/errors/ApiError.js';
import { MAX_TIMER_DELAY } from '../../protocol/limits.js';
import type { LoopTelemetry, ToolEnd } from '../../telemetry/AgentTelemetry.js';
import { hooksOf } from '../../telemetry/hooksOf.js';
import { tapRunTelemetry } from '../telemetry/tapRunTelemetry.js';
import { resultValues } from './resultValues.js';
import { toolEvents } from './toolEvents.js';
import type { PreparedRun } from './Tools.js';
import type { RunnableTool } from './toolSet.js';

/** A call that may run. */
export interface ReadyRun {
  readonly call: ToolCall;
  readonly tool: RunnableTool;
  readonly prepared: PreparedRun;
}

/** Options for `startTool`. */
export interface StartToolOptions {
  /** The time limit of a tool without its own, in milliseconds. `Infinity`: no limit. Default: 600 000 (10 minutes). */
  readonly timeout?: number | undefined;
  /** Measures the time limits. Default: asyncScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
  /** Hooks on the loop and on its tools, e.g. `openTelemetry()`. Default: none. */
  readonly telemetry?: LoopTelemetry | undefined;
  /** The name of the agent, for `telemetry`. Default: none. */
  readonly agentName?: string | undefined;
}

/** The default time limit of a tool, in milliseconds. */
const DEFAULT_TIMEOUT = 600_000;

/** Fails when the time limit of a run has passed. */
const limitOf = (limit: number, scheduler: SchedulerLike): Observable<never> =>
  limit > MAX_TIMER_DELAY
    ? NEVER
    : timer(limit, scheduler).pipe(
        mergeMap(() => throwError(() => timeoutError(`the tool did not finish within ${limit / 1000} seconds`))),
      );

/** Reports the run to the hooks of `telemetry`. */
const tapTool = ({ call, tool: { description } }: ReadyRun, options: StartToolOptions) => {
  const { telemetry, agentName: agent, scheduler } = options;
  const report = { name: call.name, description, callId: call.call_id, input: inputOf(call), agent, redact: identity };
  let output: ToolOutput | undefined;
  return tapRunTelemetry<ToolEvent, ToolEnd>(
    hooksOf(() => telemetry?.onTool?.(report)),
    {
      onValue: (event) => {
        if (event.type === 'tool_finished') ({ output } = event);
      },
      isLast: ({ type }) => type === 'tool_finished',
      endOf: (end, error) => ({ ...end, ...definedMembers({ error, output }) }),
      scheduler,
    },
  );
};

/** Emits the events of a run, until its time limit. */
const runUntilLimit = ({ call, tool, prepared }: ReadyRun, options: StartToolOptions): Observable<ToolEvent> => {
  const { timeout = DEFAULT_TIMEOUT, scheduler = asyncScheduler } = options;
  const controller = new AbortController();
  let isDone = false;
  return defer(() => resultValues(prepared.run({ call, signal: controller.signal }), scheduler)).pipe(
    toolEvents(call, scheduler),
    tap({ complete: () => (isDone = true) }),
    takeUntil(limitOf(tool.timeout ?? timeout, scheduler)),
    finalize(() => {
      if (!isDone) controller.abort();
    }),
  );
};

/**
 * Runs a prepared call: emits `tool_started`, progress, and `tool_finished`.
 *
 * Errors: those of the tool, and a `transport` error of kind `timeout` at the time limit. Teardown: unsubscribes from the
 * tool, and aborts its signal.
 */
export const startTool = (ready: ReadyRun, options: StartToolOptions): Observable<ToolEvent> =>
  concat(
    of<ToolEvent>({ type: 'tool_started', call: ready.call }),
    defer(() => runUntilLimit(ready, options).pipe(tapTool(ready, options))),
  );
