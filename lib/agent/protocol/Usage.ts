import * as t from 'io-ts';
import { integer, isJsonObject } from '../../protocol/codec/json.js';

/** The token usage of one of the agent's turns, over all its requests. */
export interface Usage {
  readonly input_tokens: number;
  /** The part of `input_tokens` that came from the prompt cache. */
  readonly cached_input_tokens: number;
  /** The part of `input_tokens` that was written to the prompt cache; 0 if the program does not report it. */
  readonly cache_write_input_tokens: number;
  readonly output_tokens: number;
  /** The part of `output_tokens` that was used for reasoning; 0 if the program does not report it. */
  readonly reasoning_output_tokens: number;
}

const KEYS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
] as const satisfies readonly (keyof Usage)[];

const isUsage = (value: unknown): value is Usage => isJsonObject(value) && KEYS.every((key) => integer.is(value[key]));

const countIn = (value: unknown, key: keyof Usage): number => {
  const count = isJsonObject(value) ? value[key] : undefined;
  return integer.is(count) ? count : 0;
};

/**
 * The codec for `Usage`. It accepts any value: a missing or invalid count is 0. The usage is part of the event that
 * ends the turn. If that event could not be decoded, a finished turn would look interrupted.
 */
export const Usage = new t.Type<Usage, unknown>(
  'Usage',
  isUsage,
  (value) =>
    t.success({
      input_tokens: countIn(value, 'input_tokens'),
      cached_input_tokens: countIn(value, 'cached_input_tokens'),
      cache_write_input_tokens: countIn(value, 'cache_write_input_tokens'),
      output_tokens: countIn(value, 'output_tokens'),
      reasoning_output_tokens: countIn(value, 'reasoning_output_tokens'),
    }),
  t.identity,
);
