import * as t from 'io-ts';

/** A JSON object whose values are yet unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects; false for null and arrays, which `typeof` also calls objects. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a JSON text; undefined, which no JSON text means, where the text is none. */
export const parseJsonText = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the engine's reason quotes the text, without bound
  }
};

/** The value where it is a text that says something: servers send "" for what they leave out. */
export const nonEmptyText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A value as JSON text; undefined where it cannot be written: 50 000 nested arrays parse, but overflow the stack here. */
export const writeJsonText = (
  value: unknown,
  replace?: (key: string, value: unknown) => unknown,
): string | undefined => {
  try {
    return JSON.stringify(value, replace);
  } catch {
    return undefined; // the engine's reason says nothing of the value
  }
};

/** An integer, as indices and token counts are. */
export const integer = t.refinement(t.number, Number.isInteger, 'integer');

/**
 * A value that a server may leave out or send as null; both mean absent (wire.md 4.3). Absence is tried first, because an
 * open union takes anything, also null, for one of its own.
 */
export const nullish = <A, O>(codec: t.Type<A, O>) => {
  const { name, validate, types } = t.union([t.null, t.undefined, codec]);
  // io-ts asks each member of a union by a closure of its own; this runs for every member of every frame.
  return new t.UnionType<typeof types, A | null | undefined, O | null | undefined>(
    name,
    (value): value is A | null | undefined => value === null || value === undefined || codec.is(value),
    validate,
    (value) => (value === null ? null : value === undefined ? undefined : codec.encode(value)),
    types,
  );
};

type Present = string | number | boolean | object;

/** True for any JSON value but null. */
export const isPresent = (value: unknown): value is Present => value !== null && value !== undefined;

/** Any JSON value but null. */
export const present = new t.Type<Present>(
  'present',
  isPresent,
  (value, context) => (isPresent(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
);

/** Leaves out the keys whose value is null or undefined. */
export const withoutAbsent = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null && value !== undefined));
