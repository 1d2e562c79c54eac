import { context, trace, type Attributes } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type Sampler,
} from '@opentelemetry/sdk-trace-base';

/** The spans of a test that have ended, in the order of their ends. */
export interface Tracing {
  readonly spans: () => readonly ReadableSpan[];
  /** The only span. */
  readonly span: () => ReadableSpan;
}

/** An SDK of OpenTelemetry per test, registered as programs do it, and unregistered after it. */
export const useTracing = (sampler?: Sampler): Tracing => {
  const using = { exporter: new InMemorySpanExporter() };
  beforeEach(() => {
    using.exporter = new InMemorySpanExporter();
    const spanProcessors = [new SimpleSpanProcessor(using.exporter)];
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors, ...(sampler === undefined ? {} : { sampler }) }),
    );
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterEach(() => {
    trace.disable();
    context.disable();
  });
  const spans = () => using.exporter.getFinishedSpans();
  return {
    spans,
    span: () => {
      const [span, ...more] = spans();
      if (span === undefined || more.length > 0)
        throw new Error(
          `expected one span, but there are ${spans().length}: ${spans()
            .map(({ name }) => name)
            .join()}`,
        );
      return span;
    },
  };
};

/** Everything that an exporter would send of a span, as text. */
export const exported = ({ name, attributes, events, status, links }: ReadableSpan): string =>
  JSON.stringify({ name, attributes, events, status, links });

/** The attributes of a span but for one that differs from run to run. */
export const stableAttributes = ({ attributes }: ReadableSpan): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'gen_ai.response.time_to_first_chunk'));
