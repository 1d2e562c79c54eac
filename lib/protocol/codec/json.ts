import * as t from 'io-ts';

/** A JSON object whose values have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns true for objects; false for null and arrays, which `typeof` also calls objects. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a JSON text. Returns undefined, which is not a JSON value, if the text is not JSON. */
export const parseJsonText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the engine's message would repeat the text, however long
  }
};

/**
 * The deepest nesting of a value that can be written again. Engines parse a million levels, and then overflow the stack
 * when the value is written, as part of the next request for example.
 */
const DEEPEST = 500;

const nestsWithin = (levels: number, value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.every((member) => nestsWithin(levels - 1, member));
};

/** Returns true if a value of JSON has at most 500 levels, so that it can be written as part of another one. */
export const isWritable = (value: unknown): boolean => nestsWithin(DEEPEST, value);

/** Leaves out what is nested more deeply than 500 levels. No type of this library names a member at that depth. */
export function writablePart<T>(value: T, levels?: number): T;
export function writablePart(value: unknown, levels = DEEPEST): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return undefined;
  if (Array.isArray(value)) return value.map((entry: unknown) => writablePart(entry, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, writablePart<unknown>(member, levels - 1)]),
  );
}

/** Parses a JSON text whose value may be sent back. Returns undefined if it is not JSON, or has more than 500 levels. */
export const parseWritableJson = (text: string): unknown => {
  const value = parseJsonText(text);
  return text.length <= 2 * DEEPEST || isWritable(value) ? value : undefined; // a level takes two characters
};

/** Returns the value if it is a non-empty string, and undefined otherwise: some servers send "" for an absent value. */
export const nonEmptyText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Serializes a value to JSON. Returns undefined if that is impossible: 50 000 nested arrays can be parsed, but overflow
 * the stack here.
 */
export const writeJsonText = (
  value: unknown,
  replace?: (key: string, value: unknown) => unknown,
): string | undefined => {
  try {
    return JSON.stringify(value, replace);
  } catch {
    return undefined; // the engine's message does not describe the value
  }
};

/** An integer, such as an index or a token count. */
export const integer = t.refinement(t.number, Number.isInteger, 'integer');

/**
 * The codec of a value that a server may leave out or send as null; both mean absent. Absence is tried first, because
 * an open union also accepts null, as a value of an unknown type.
 */
// docs/wire.md, section 4.3
export const nullish = <A, O>(codec: t.Type<A, O>) => {
  const { name, validate, types } = t.union([t.null, t.undefined, codec]);
  // Written by hand, because io-ts calls a closure for each member of a union, and this runs for every key of every
  // frame.
  return new t.UnionType<typeof types, A | null | undefined, O | null | undefined>(
    name,
    (value): value is A | null | undefined => value === null || value === undefined || codec.is(value),
    validate,
    (value) => {
      if (value === null) return null;
      return value === undefined ? undefined : codec.encode(value);
    },
    types,
  );
};

type Present = string | number | boolean | object;

/** Returns true for any JSON value but null. */
export const isPresent = (value: unknown): value is Present => value !== null && value !== undefined;

/** Any JSON value but null. */
export const present = new t.Type<Present>(
  'present',
  isPresent,
  (value, context) => (isPresent(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** A copy of the object without the keys whose value is null or undefined. */
export const withoutAbsent = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));
