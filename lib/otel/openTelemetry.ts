import { context, isSpanContextValid, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import type { Telemetry } from '../telemetry/Telemetry.js';
import { ATTRIBUTE } from './attributes.js';
import { recordCall } from './recordCall.js';
import { operationOf, samplingAttributes } from './requestAttributes.js';
import { VERSION } from './version.js';

/** What is told, and to whom. */
export interface OpenTelemetryOptions {
  /** Default: that of the registered SDK, asked for anew at every call. */
  readonly tracer?: Tracer | undefined;
  /** Whether spans hold what is asked and answered, and what servers say in errors. Default false. */
  readonly captureContent?: boolean | undefined;
  /**
   * The most characters of each attribute that holds content. Texts longer than half of it are cut; of longer lists, the
   * first members are left out. Default: 65 536.
   */
  readonly maxContentLength?: number | undefined;
}

/**
 * Telemetry that makes a span of every call, as the semantic conventions for GenAI want it (which version of them, and
 * which names, is in `attributes.ts`): from the subscription to the end of the stream, with all retries, each of them an
 * event. The span is a child of the one that is active at the subscription, and active itself for the requests that are
 * made, also after a wait; what the caller does with events happens in the caller's own context again. `models` calls get
 * no span: no model works for them.
 *
 * A call that fails has the status `ERROR` and an `error.type`: the HTTP status, `timeout`, `network`, `build`, or the
 * `type` of the `ApiError`. One that is left early has neither, and ends with the finish reason `error`. Durations are in
 * seconds. What is asked and answered is recorded only with `captureContent`; the bytes of images, encrypted content and
 * what a request is authorised with never.
 *
 * Without an SDK that is registered, nothing is recorded, and next to nothing is done. Errors: none; what fails in the SDK
 * is dropped. Teardown: the span ends with the call. Source: demands.md 5.
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
    // No SDK, and no trace to go on with.
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
