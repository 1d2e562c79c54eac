import * as t from 'io-ts';
import { isJsonObject } from './json.js';

/** Builds a check that runs the codec of every member. */
const checkOf = (required: t.Props, optional: t.Props): ((value: unknown) => boolean) => {
  const needed = Object.entries(required);
  // An optional member of type `unknown` needs no check.
  const given = Object.entries(optional).filter(([, codec]) => codec !== t.unknown);
  if (needed.length + given.length === 0) return isJsonObject;
  return (value) =>
    isJsonObject(value) &&
    needed.every(([key, codec]) => codec.is(value[key]) && (value[key] !== undefined || Object.hasOwn(value, key))) &&
    given.every(([key, codec]) => value[key] === undefined || codec.is(value[key]));
};

/**
 * Creates the codec of an object with required and optional members: `t.intersection([t.type(required),
 * t.partial(optional)])` with a faster `is`, for frames that arrive by the thousand. Decoding and its errors are those
 * that io-ts provides.
 *
 * @param check the same check written by hand, for frames so frequent that a loop over the members is measurable.
 *
 * @example
 * const Delta = wireObject({ delta: t.string }, { item_id: t.union([t.string, t.undefined]) });
 */
export const wireObject = <R extends t.Props, O extends t.Props>(
  required: R,
  optional: O,
  check = checkOf(required, optional),
) => {
  const { name, validate, encode, types } = t.intersection([t.type(required), t.partial(optional)]);
  type Members = t.TypeOf<(typeof types)[0]> & t.TypeOf<(typeof types)[1]>;
  return new t.IntersectionType(name, (value): value is Members => check(value), validate, encode, types);
};
