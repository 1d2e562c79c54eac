import type { ContextHooks } from './AgentTelemetry.js';
import { hooksOf } from './hooksOf.js';
import {
  notify,
  type CallReport,
  type CallTelemetry,
  type ReadTelemetry,
  type RequestTelemetry,
  type SseTelemetry,
  type Telemetry,
  type WebSocketTelemetry,
} from './Telemetry.js';

type Hook<R> = ((report: R) => void) | undefined;

/** Merges the hooks of all listeners into one. Returns undefined if there is none, so that the report is not built. */
const mergeHooks = <T, R>(listeners: readonly T[], hookOf: (listener: T) => Hook<R>): Hook<R> => {
  const listening = listeners.filter((listener) => hookOf(listener) !== undefined);
  if (listening.length === 0) return undefined;
  return (report) => listening.forEach((listener) => notify(() => hookOf(listener)?.call(listener, report)));
};

/** Nests the wrappers, with the first one outermost. Returns undefined if there is none. */
const nested = (listeners: readonly ContextHooks[], key: 'within' | 'outside'): ContextHooks['within'] =>
  listeners
    .flatMap((listener) => listener[key]?.bind(listener) ?? [])
    .reduceRight<ContextHooks['within']>(
      (inner, outer) => (inner === undefined ? outer : (run) => outer(() => inner(run))),
      undefined,
    );

type SharedHooks = RequestTelemetry & SseTelemetry & WebSocketTelemetry & ReadTelemetry;

const mergeShared = (listeners: readonly SharedHooks[]): SharedHooks => ({
  onRequest: mergeHooks(listeners, ({ onRequest }) => onRequest),
  onRetry: mergeHooks(listeners, ({ onRetry }) => onRetry),
  onSsePoll: mergeHooks(listeners, ({ onSsePoll }) => onSsePoll),
  onSkipped: mergeHooks(listeners, ({ onSkipped }) => onSkipped),
  onWsRequest: mergeHooks(listeners, ({ onWsRequest }) => onWsRequest),
  onWsPoll: mergeHooks(listeners, ({ onWsPoll }) => onWsPoll),
  onDemand: mergeHooks(listeners, ({ onDemand }) => onDemand),
  onDrain: mergeHooks(listeners, ({ onDrain }) => onDrain),
});

const mergeCalls = (listeners: readonly CallTelemetry[]): CallTelemetry => ({
  ...mergeShared(listeners),
  onEvent: mergeHooks(listeners, ({ onEvent }) => onEvent),
  onEnd: mergeHooks(listeners, ({ onEnd }) => onEnd),
  within: nested(listeners, 'within'),
  outside: nested(listeners, 'outside'),
});

const hooksOfCall = (telemetry: Telemetry, call: CallReport): readonly CallTelemetry[] => {
  const hooks = hooksOf(() => telemetry.onCall?.(call));
  return hooks === undefined ? [] : [hooks];
};

/** Hooks on one run of a tool or of an agent. */
interface RunHooks<End> extends ContextHooks {
  readonly onEnd?: ((end: End) => void) | undefined;
}

/** Merges the hooks that begin a run. Returns undefined if there is none. */
const mergeRuns = <Run, End>(
  listeners: readonly Telemetry[],
  beginOf: (listener: Telemetry) => ((run: Run) => RunHooks<End> | undefined) | undefined,
): ((run: Run) => RunHooks<End>) | undefined => {
  if (listeners.every((listener) => beginOf(listener) === undefined)) return undefined;
  return (run) => {
    const runs = listeners.flatMap((listener) => hooksOf(() => beginOf(listener)?.call(listener, run)) ?? []);
    return {
      onEnd: mergeHooks(runs, ({ onEnd }) => onEnd),
      within: nested(runs, 'within'),
      outside: nested(runs, 'outside'),
    };
  };
};

/**
 * Starts the telemetry of a call. Returns the hooks of the client, merged with those that `onCall` returns for this
 * call.
 */
export const beginCall = (telemetry: Telemetry, call: CallReport): CallTelemetry =>
  telemetry.onCall === undefined ? telemetry : mergeCalls([telemetry, ...hooksOfCall(telemetry, call)]);

/**
 * Merges several telemetries into one. Each receives all reports, even if another one throws.
 *
 * @example
 * const showRetry: Telemetry = { onRetry: ({ retry }) => render(`attempt ${retry + 1}`) };
 * new ResponsesClient({ provider, auth, telemetry: mergeTelemetry(openTelemetry(), showRetry) });
 */
export const mergeTelemetry = (...listeners: readonly Telemetry[]): Telemetry => ({
  ...mergeShared(listeners),
  onFailOver: mergeHooks(listeners, ({ onFailOver }) => onFailOver),
  onCall: listeners.some(({ onCall }) => onCall !== undefined)
    ? (call) => mergeCalls(listeners.flatMap((listener) => hooksOfCall(listener, call)))
    : undefined,
  onAgent: mergeRuns(listeners, ({ onAgent }) => onAgent),
  onTool: mergeRuns(listeners, ({ onTool }) => onTool),
});
