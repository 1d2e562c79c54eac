import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type DataPoint,
  type Histogram,
} from '@opentelemetry/sdk-metrics';

/** A histogram that a test has recorded. */
export interface RecordedHistogram {
  readonly unit: string;
  readonly points: readonly DataPoint<Histogram>[];
}

/** The histograms of a test. */
export interface Metering {
  /** Exports what was recorded, by the name of the histogram. */
  readonly histograms: () => Promise<Readonly<Record<string, RecordedHistogram>>>;
}

/** An SDK of OpenTelemetry for metrics per test, registered as programs do it, and unregistered after it. */
export const useMetering = (): Metering => {
  const create = () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
    return { exporter, provider: new MeterProvider({ readers: [reader] }) };
  };
  let using = create();
  beforeEach(() => {
    using = create();
    metrics.setGlobalMeterProvider(using.provider);
  });
  afterEach(async () => {
    metrics.disable();
    await using.provider.shutdown();
  });
  return {
    histograms: async () => {
      await using.provider.forceFlush();
      const found = using.exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap((scope) => scope.metrics)
        .map(({ descriptor, dataPoints }): readonly [string, RecordedHistogram] => [
          descriptor.name,
          { unit: descriptor.unit, points: dataPoints as readonly DataPoint<Histogram>[] },
        ]);
      return Object.fromEntries(found);
    },
  };
};
