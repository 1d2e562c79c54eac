import * as t from 'io-ts';
import { integer, isJsonObject } from '../../protocol/codec/json.js';

/** What a turn of the agent cost, in tokens, over all its requests. Source: seed 001; demands.md 4.2. */
export interface Usage {
  readonly input_tokens: number;
  /** The part of `input_tokens` that came from the prompt cache. */
  readonly cached_input_tokens: number;
  /** The part of `input_tokens` that was written to the prompt cache; 0 where the program does not say. */
  readonly cache_write_input_tokens: number;
  readonly output_tokens: number;
  /** The part of `output_tokens` that was spent on reasoning; 0 where the program does not say. */
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
 * Reads anything: what is no count counts as 0. The event around it ends the turn, and a turn that is over must not be
 * taken for one that broke off because its bill cannot be read.
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
