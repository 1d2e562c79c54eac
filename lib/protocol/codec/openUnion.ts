import * as t from 'io-ts';
import { isRight } from '#either';
import { isJsonObject } from './json.js';

/** A member of an open union that this version does not know, or whose body does not fit: kept as it came. */
export interface Other {
  readonly type: 'other';
  /** The value exactly as received; it is written back verbatim. */
  readonly raw: unknown;
}

/**
 * The type of an open union. With `t.TypeOf` it would have no name of its own: editors and the API reference would write
 * out its members wherever it is a part of another type.
 */
export type MemberOf<C extends t.Any> = Extract<t.TypeOf<C>, object>;

const isOther = (value: unknown): value is Other =>
  isJsonObject(value) && value['type'] === 'other' && Object.hasOwn(value, 'raw');

/**
 * A tagged union over `type` that never refuses a value: an unknown tag, or a known tag with a bad body, decodes to
 * `{ type: 'other', raw }` and encodes back to `raw`; encoding such a value itself gives it back as it is. So tomorrow's
 * item survives today's client.
 *
 * Decoding looks the tag up in a table (one codec runs, not all) and is idempotent: what it returns decodes to itself.
 *
 * @param aliases tags that mean another member, e.g. `{ compaction_summary: 'compaction' }`; written back canonically.
 *
 * @example
 * const Shape = openUnion('Shape', { square: t.type({ type: t.literal('square'), side: t.number }) });
 * Shape.decode({ type: 'square', side: 2 }); // right({ type: 'square', side: 2 })
 * Shape.decode({ type: 'blob', x: 1 }); // right({ type: 'other', raw: { type: 'blob', x: 1 } })
 */
export const openUnion = <M extends Readonly<Record<string, t.Mixed>>>(
  name: string,
  members: M,
  aliases: Readonly<Record<string, string>> = {},
): t.Type<t.TypeOf<M[keyof M]> | Other, unknown> => {
  type A = t.TypeOf<M[keyof M]> | Other;
  // A Map, because `members['constructor']` would find Object.prototype when a server sends that tag.
  const byTag = new Map<unknown, t.Mixed>(Object.entries(members));
  const canonical = new Map<unknown, string>(Object.entries(aliases));
  const memberOf = (value: unknown) => (isJsonObject(value) ? byTag.get(value['type']) : undefined);

  const read = (value: unknown): unknown => {
    if (isOther(value)) return value;
    const tag = isJsonObject(value) ? canonical.get(value['type']) : undefined;
    const named = isJsonObject(value) && tag !== undefined ? { ...value, type: tag } : value;
    const decoded = memberOf(named)?.decode(named);
    return decoded !== undefined && isRight(decoded) ? decoded.right : { type: 'other', raw: value };
  };
  const is = (value: unknown): value is A => isOther(value) || memberOf(value)?.is(value) === true;

  return new t.Type<A, unknown>(
    name,
    is,
    (value, context) => {
      const decoded = read(value);
      return is(decoded) ? t.success(decoded) : t.failure(value, context);
    },
    // Reads before it writes: plain JavaScript may hand in what no member describes, and that goes verbatim too.
    (value) => {
      const known = read(value);
      return isOther(known) ? known.raw : memberOf(known)?.encode(known);
    },
  );
};
