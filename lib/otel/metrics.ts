import { createNoopMeter, metrics, type Attributes, type Histogram, type Meter } from '@opentelemetry/api';
import { ATTRIBUTE, METRIC } from './attributes.js';
import { VERSION } from './version.js';

/** The histograms of the conventions that this library can fill. */
export interface Instruments {
  readonly tokens: Histogram;
  readonly duration: Histogram;
  readonly firstChunk: Histogram;
  readonly agentDuration: Histogram;
  readonly toolDuration: Histogram;
}

/** The counts of tokens that are recorded. */
interface Tokens {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

/** The boundaries that the conventions give: powers of four from 1, and doublings from a first value. */
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);
const doublings = (count: number, first: number): number[] =>
  Array.from({ length: count }, (_, power) => Number((first * 2 ** power).toFixed(2)));
const SECONDS = doublings(14, 0.01);
const AGENT_SECONDS = doublings(13, 0.1);

const create = (meter: Meter): Instruments => {
  const histogram = (name: string, unit: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries } });
  return {
    tokens: histogram(METRIC.tokens, '{token}', 'Number of input and output tokens used.', TOKENS),
    duration: histogram(METRIC.duration, 's', 'Duration of a call of a model.', SECONDS),
    firstChunk: histogram(
      METRIC.firstChunk,
      's',
      'Time from the call of a model to the first event of its answer.',
      SECONDS,
    ),
    agentDuration: histogram(METRIC.agentDuration, 's', 'Duration of a run of an agent.', AGENT_SECONDS),
    toolDuration: histogram(METRIC.toolDuration, 's', 'Duration of a run of a tool.', SECONDS),
  };
};

/** A histogram is created once for each meter: another one with the same name would be a warning of the SDK. */
const created = new WeakMap<Meter, Instruments>();

const isNoop = (meter: Meter): boolean => meter.constructor === createNoopMeter().constructor;

/**
 * Returns the histograms of a meter. Returns undefined if no SDK is registered, so that calls are not observed for
 * nothing.
 *
 * @param given the meter of the options. Default: that of the SDK that is registered now.
 */
export const instrumentsOf = (given: Meter | undefined): Instruments | undefined => {
  const meter = given ?? metrics.getMeter('codex-rx', VERSION);
  if (isNoop(meter)) return undefined;
  const known = created.get(meter) ?? create(meter);
  created.set(meter, known);
  return known;
};

/** Records a value. An attribute that is undefined would be a series of its own. */
export const record = (histogram: Histogram, value: number, attributes: Attributes): void =>
  histogram.record(
    value,
    Object.fromEntries(Object.entries(attributes).filter(([, attribute]) => attribute !== undefined)),
  );

/** Records the tokens of an operation. */
export const recordTokens = (
  { tokens }: Instruments,
  { input_tokens, output_tokens }: Tokens,
  attributes: Attributes,
): void => {
  record(tokens, input_tokens, { ...attributes, [ATTRIBUTE.tokenType]: 'input' });
  record(tokens, output_tokens, { ...attributes, [ATTRIBUTE.tokenType]: 'output' });
};
