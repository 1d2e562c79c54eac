import { stringify } from 'smol-toml';
import { isJsonObject } from '../../protocol/codec/json.js';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';

/** A value that TOML can represent. */
export type ConfigValue = string | number | boolean | readonly ConfigValue[] | ConfigObject;

/**
 * Settings as in `config.toml`, e.g. `{ model_reasoning_summary: 'concise', shell_environment_policy: { inherit: 'all'
 * } }`.
 */
export interface ConfigObject {
  readonly [key: string]: ConfigValue | undefined;
}

// The program splits a key at its dots and does not support quotes. Any other key must be inside a table's value.
const BARE_KEY = /^[\w-]+$/;

// Not by its type alone: a caller in JavaScript may pass null.
const isTable = (value: ConfigValue): value is ConfigObject => isJsonObject(value);

const definedIn = (table: ConfigObject): readonly (readonly [string, ConfigValue])[] =>
  Object.entries(table).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));

/** Removes undefined values, which smol-toml would write as strings. */
const defined = (value: ConfigValue): ConfigValue => {
  if (!isTable(value)) return Array.isArray(value) ? value.map(defined) : value;
  return Object.fromEntries(definedIn(value).map(([key, member]) => [key, defined(member)]));
};

const HEAD = 'v = [ [ ';
const TAIL = ' ] ]\n';

/**
 * Writes a value as TOML on one line. smol-toml writes complete documents, but puts a table inside two arrays on one line.
 */
const tomlOf = (path: string, value: ConfigValue): string => {
  try {
    return stringify({ v: [[defined(value)]] }).slice(HEAD.length, -TAIL.length);
  } catch (cause) {
    throw buildError(`config.${path} must be a value that TOML can represent: ${reasonOf(cause)}`, cause);
  }
};

const flatten = (table: ConfigObject, prefix: string): readonly string[] =>
  definedIn(table).flatMap(([key, value]) => {
    if (!BARE_KEY.test(key))
      throw buildError(
        `the key config.${prefix}${key} must consist of letters, digits, _ and -; use an object in place of a dotted key`,
      );
    const path = `${prefix}${key}`;
    const inner = isTable(value) ? Object.keys(value) : [];
    const goesDown = inner.length > 0 && inner.every((name) => BARE_KEY.test(name));
    return isTable(value) && goesDown ? flatten(value, `${path}.`) : [`${path}=${tomlOf(path, value)}`];
  });

/**
 * Writes settings as `key=value` overrides of the program: one per value, under a dotted key, so that other members of
 * a table keep their configured values. A table with a key that cannot be part of a dotted key is written as one value.
 *
 * @throws ApiError `build` for a key or a value that TOML cannot represent.
 */
export const configOverrides = (config: ConfigObject): readonly string[] => flatten(config, '');
