import { context, isSpanContextValid, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import type { Telemetry } from '../telemetry/Telemetry.js';
import { ATTRIBUTE } from './attributes.js';
import { recordCall } from './recordCall.js';
import { operationOf, samplingAttributes } from './requestAttributes.js';
import { VERSION } from './version.js';

/** Options for `openTelemetry`. */
export interface OpenTelemetryOptions {
  /** The tracer that creates the spans. Default: the tracer of the SDK that is registered when a call starts. */
  readonly tracer?: Tracer | undefined;
  /** Records prompts, answers and the messages of server errors on the spans. Default: false. */
  readonly captureContent?: boolean | undefined;
  /**
   * The maximum number of characters of each attribute with content. A string longer than half of it is truncated. A
   * list that is too long loses its first members. Default: 65 536.
   */
  readonly maxContentLength?: number | undefined;
}

/**
 * Creates telemetry that records each call as an OpenTelemetry span, with the attributes of the semantic conventions
 * for GenAI. The span lasts from the subscription to the end of the stream. Each retry is an event of the span.
 * `models` calls get no span, because they use no model.
 *
 * The parent of a span is the span that is active at the subscription. The new span is active for all requests of the
 * call, including retries after a delay. Events are delivered in the caller's context.
 *
 * A failed call has the status `ERROR` and an `error.type`: the HTTP status, `timeout`, `network`, `build`, or the
 * `type` of the `ApiError`. A cancelled call has neither; its finish reason is `error`. Durations are in seconds.
 *
 * Prompts and answers are recorded only if `captureContent` is set. Bytes of images, encrypted content and credentials
 * are never recorded.
 *
 * Without a registered SDK, no span is created. Errors: none; errors of the SDK are dropped. Teardown: the span ends
 * with the call.
 *
 * @example
 * new ResponsesClient({ provider: openai(), auth, telemetry: openTelemetry() });
 */
export const openTelemetry = ({
  tracer,
  captureContent = false,
  maxContentLength = 65_536,
}: OpenTelemetryOptions = {}): Telemetry => ({
  onCall: (call) => {
    const operation = operationOf(call);
    if (operation === undefined) return undefined;
    const attributes = samplingAttributes(call, operation);
    const model = attributes[ATTRIBUTE.requestModel];
    const outer = context.active();
    const span = (tracer ?? trace.getTracer('codex-rx', VERSION)).startSpan(
      typeof model === 'string' ? `${operation} ${model}` : operation,
      { kind: SpanKind.CLIENT, attributes },
    );
    // No SDK is registered, and there is no trace to continue.
    if (!isSpanContextValid(span.spanContext())) return undefined;
    return {
      within: (subscribe) => context.with(trace.setSpan(context.active(), span), subscribe),
      outside: (deliver) => context.with(outer, deliver),
      ...(span.isRecording()
        ? recordCall(span, { operation, call, contentLimit: captureContent ? maxContentLength : undefined })
        : {}),
    };
  },
});
