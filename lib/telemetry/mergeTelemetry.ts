import {
  notify,
  type CallReport,
  type CallTelemetry,
  type RequestTelemetry,
  type SseTelemetry,
  type Telemetry,
  type WebSocketTelemetry,
} from './Telemetry.js';

type Hook<R> = ((report: R) => void) | undefined;

/** One hook that calls those of all listeners; undefined where there is none, so that the report is not even built. */
const each = <T, R>(told: readonly T[], hookOf: (one: T) => Hook<R>): Hook<R> => {
  const listening = told.filter((one) => hookOf(one) !== undefined);
  if (listening.length === 0) return undefined;
  return (report) => listening.forEach((one) => notify(() => hookOf(one)?.call(one, report)));
};

/** Nests the wrappers, the first one outermost; undefined where there is none. */
const nested = (told: readonly CallTelemetry[], place: 'within' | 'outside'): CallTelemetry['within'] =>
  told
    .flatMap((one) => one[place]?.bind(one) ?? [])
    .reduceRight<CallTelemetry['within']>(
      (inner, outer) => (inner === undefined ? outer : (run) => outer(() => inner(run))),
      undefined,
    );

type SharedHooks = RequestTelemetry & SseTelemetry & WebSocketTelemetry;

const mergeShared = (told: readonly SharedHooks[]): SharedHooks => ({
  onRequest: each(told, ({ onRequest }) => onRequest),
  onRetry: each(told, ({ onRetry }) => onRetry),
  onSsePoll: each(told, ({ onSsePoll }) => onSsePoll),
  onSkipped: each(told, ({ onSkipped }) => onSkipped),
  onWsRequest: each(told, ({ onWsRequest }) => onWsRequest),
  onWsPoll: each(told, ({ onWsPoll }) => onWsPoll),
});

const mergeCalls = (told: readonly CallTelemetry[]): CallTelemetry => ({
  ...mergeShared(told),
  onEvent: each(told, ({ onEvent }) => onEvent),
  onEnd: each(told, ({ onEnd }) => onEnd),
  within: nested(told, 'within'),
  outside: nested(told, 'outside'),
});

const answerTo = (telemetry: Telemetry, call: CallReport): readonly CallTelemetry[] => {
  try {
    const hooks = telemetry.onCall?.(call);
    return hooks === undefined ? [] : [hooks];
  } catch {
    return []; // a failure of the hook itself is dropped, as in `notify`
  }
};

/**
 * Starts the telemetry of a call. Returns the hooks of the client, merged with those that `onCall` returns for this
 * call.
 */
export const beginCall = (telemetry: Telemetry, call: CallReport): CallTelemetry =>
  telemetry.onCall === undefined ? telemetry : mergeCalls([telemetry, ...answerTo(telemetry, call)]);

/**
 * Merges several telemetries into one. Each receives all reports, even if another one throws.
 *
 * @example
 * const showRetry: Telemetry = { onRetry: ({ retry }) => render(`attempt ${retry + 1}`) };
 * new ResponsesClient({ provider, auth, telemetry: mergeTelemetry(openTelemetry(), showRetry) });
 */
export const mergeTelemetry = (...told: readonly Telemetry[]): Telemetry => ({
  ...mergeShared(told),
  onFailOver: each(told, ({ onFailOver }) => onFailOver),
  onCall: told.some(({ onCall }) => onCall !== undefined)
    ? (call) => mergeCalls(told.flatMap((one) => answerTo(one, call)))
    : undefined,
});
