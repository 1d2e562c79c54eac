import { isSpanContextValid, SpanKind, trace, type Meter, type Tracer } from '@opentelemetry/api';
import type { Telemetry } from '../telemetry/Telemetry.js';
import { ATTRIBUTE } from './attributes.js';
import { instrumentsOf } from './metrics.js';
import { openSpan } from './openSpan.js';
import { agentAttributes, recordAgent } from './recordAgent.js';
import { recordCall } from './recordCall.js';
import { recordTool, toolAttributes } from './recordTool.js';
import { operationOf, samplingAttributes } from './requestAttributes.js';
import { VERSION } from './version.js';

/** Options for `openTelemetry`. */
export interface OpenTelemetryOptions {
  /** The tracer that creates the spans. Default: the tracer of the SDK that is registered when a call starts. */
  readonly tracer?: Tracer | undefined;
  /** The meter that creates the histograms. Default: the meter of the SDK that is registered when a call starts. */
  readonly meter?: Meter | undefined;
  /** Records prompts, answers, arguments and results of tools, and the messages of errors. Default: false. */
  readonly captureContent?: boolean | undefined;
  /**
   * The maximum number of characters of each attribute with content. A string longer than half of it is truncated. A
   * list that is too long loses its first members. Default: 65 536.
   */
  readonly maxContentLength?: number | undefined;
}

const named = (operation: string, name: unknown): string =>
  typeof name === 'string' ? `${operation} ${name}` : operation;

/**
 * Creates telemetry that records calls, agents and tools with OpenTelemetry, as spans and as metrics, with the names of
 * the semantic conventions for GenAI. Pass it to a client, to `runTools`, and to `Codex`.
 *
 * - `chat {model}`: a call of a client, from the subscription to the end of the stream. Each retry is an event of the
 *   span. `models` calls get no span, because they use no model.
 * - `invoke_agent {name}`: a subscription to `runTools`, or a turn of a `Thread`. The calls and the tools are its
 *   children.
 * - `execute_tool {name}`: a run of a tool. A call that is refused, or whose arguments are wrong, is not run.
 *
 * The parent of a span is the span that is active at the subscription. The new span is active for all requests of the
 * call, including retries after a delay, and while a tool runs. Events are delivered in the caller's context.
 *
 * Metrics: `gen_ai.client.operation.duration`, `gen_ai.client.operation.time_to_first_chunk`,
 * `gen_ai.client.token.usage`, `gen_ai.invoke_agent.duration` and `gen_ai.execute_tool.duration`. The tokens of a loop
 * are recorded once, by its calls.
 *
 * A failed run has the status `ERROR` and an `error.type`: the HTTP status, `timeout`, `network`, `build`, the `type`
 * of the `ApiError`, or the name of the error of a tool. A cancelled one has neither; the finish reason of a cancelled
 * call is `error`. Durations are in seconds.
 *
 * Prompts, answers, arguments and results are recorded only if `captureContent` is set, and never in metrics. Bytes of
 * images, encrypted content and credentials of calls are never recorded.
 *
 * Without a registered SDK, nothing is recorded. Errors: none; errors of the SDK are dropped. Teardown: the span ends
 * with the call.
 *
 * @example
 * const telemetry = openTelemetry();
 * const traced = new ResponsesClient({ provider, auth, telemetry });
 * const ask: Ask = (input) => traced.streamPrompt('gpt-5.1', { input, tools: declarations });
 * runTools('Rain?', ask, { weather: () => 'yes' }, { telemetry, agentName: 'forecaster' }).subscribe(render);
 */
export const openTelemetry = ({
  tracer: givenTracer,
  meter,
  captureContent = false,
  maxContentLength = 65_536,
}: OpenTelemetryOptions = {}): Telemetry => {
  const tracer = () => givenTracer ?? trace.getTracer('codex-rx', VERSION);
  const recording = () => ({
    instruments: instrumentsOf(meter),
    contentLimit: captureContent ? maxContentLength : undefined,
  });
  return {
    onCall: (call) => {
      const operation = operationOf(call);
      if (operation === undefined) return undefined;
      const sampling = samplingAttributes(call, operation);
      const name = named(operation, sampling[ATTRIBUTE.requestModel]);
      const { span, ...contexts } = openSpan(tracer(), name, { kind: SpanKind.CLIENT, attributes: sampling });
      const { instruments, contentLimit } = recording();
      const isRecorded = span.isRecording() || instruments !== undefined;
      // No SDK is registered, and there is no trace to continue.
      if (!isRecorded && !isSpanContextValid(span.spanContext())) return undefined;
      if (!isRecorded) return contexts;
      return { ...contexts, ...recordCall(span, { operation, call, sampling, contentLimit, instruments }) };
    },
    onAgent: (run) => {
      // Another program is remote to this one, in the sense of the conventions.
      const kind = run.kind === 'process' ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const attributes = agentAttributes(run);
      const { span, ...contexts } = openSpan(tracer(), named('invoke_agent', run.name), { kind, attributes });
      return { ...contexts, ...recordAgent(span, run, recording()) };
    },
    onTool: (run) => {
      const attributes = toolAttributes(run);
      const { span, ...contexts } = openSpan(tracer(), named('execute_tool', run.name), { attributes });
      return { ...contexts, ...recordTool(span, run, recording()) };
    },
  };
};
