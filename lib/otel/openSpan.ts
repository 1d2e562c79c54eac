import { context, trace, type Span, type SpanOptions, type Tracer } from '@opentelemetry/api';
import type { ContextHooks } from '../telemetry/AgentTelemetry.js';

/** A span that has started, and the hooks that make it the active one. */
export interface OpenSpan extends Required<ContextHooks> {
  readonly span: Span;
}

/** Starts a span below the active one. */
export const openSpan = (tracer: Tracer, name: string, options: SpanOptions): OpenSpan => {
  const outer = context.active();
  const span = tracer.startSpan(name, options);
  return {
    span,
    within: (subscribe) => context.with(trace.setSpan(context.active(), span), subscribe),
    outside: (deliver) => context.with(outer, deliver),
  };
};
