import * as t from 'io-ts';
import { isRight } from '#either';
import { isJsonObject } from './json.js';

/** A member of an open union whose tag is unknown, or whose body does not match its codec. It is kept as received. */
export interface Other {
  readonly type: 'other';
  /** The value exactly as received. Encoding writes it back verbatim. */
  readonly raw: unknown;
  /** The provider that gave the value, if only this provider can read it. */
  readonly origin?: string | undefined;
  /** The API (`messages` or `gemini`) whose form `raw` has. Requests over another API leave the value out. */
  readonly wire?: string | undefined;
}

/**
 * The type of an open union. With `t.TypeOf` alone it would be anonymous: editors and the API reference would spell out
 * all its members wherever another type refers to it.
 */
export type MemberOf<C extends t.Any> = Extract<t.TypeOf<C>, object>;

const isOther = (value: unknown): value is Other =>
  isJsonObject(value) && value['type'] === 'other' && Object.hasOwn(value, 'raw');

/**
 * Creates the codec of a union over `type` that never fails. A value with an unknown tag, or with a known tag and a bad
 * body, decodes to `{ type: 'other', raw }`. Encoding writes `raw` back, so that an item added to the API after this
 * version is not lost.
 *
 * Decoding looks up the tag in a table, so that only one codec runs. Decoding is idempotent: a decoded value
 * decodes to itself.
 *
 * @param aliases other tags of a member, e.g. `{ compaction_summary: 'compaction' }`. Encoding writes the member's own
 * tag.
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
  // A Map: when a server sends the tag "constructor", `members['constructor']` would find the inherited property of
  // Object.prototype.
  const byTag = new Map<unknown, t.Type<A, unknown>>(Object.entries(members));
  const canonical = new Map<unknown, string>(Object.entries(aliases));
  const memberOf = (value: unknown) => (isJsonObject(value) ? byTag.get(value['type']) : undefined);

  const decodeOpen = (value: unknown): A => {
    if (isOther(value)) return value;
    const tag = isJsonObject(value) ? canonical.get(value['type']) : undefined;
    const canonicalValue = isJsonObject(value) && tag !== undefined ? { ...value, type: tag } : value;
    const member = memberOf(canonicalValue);
    if (member?.is(canonicalValue) === true) return canonicalValue; // decoding would give the same, in ten times the time
    const decoded = member?.decode(canonicalValue);
    return decoded !== undefined && isRight(decoded) ? decoded.right : { type: 'other', raw: value };
  };
  const is = (value: unknown): value is A => isOther(value) || memberOf(value)?.is(value) === true;

  return new t.Type<A, unknown>(
    name,
    is,
    (value) => t.success(decodeOpen(value)),
    // Decodes first: plain JavaScript may pass a value that matches no member, which is also written verbatim.
    (value) => {
      const known = decodeOpen(value);
      return isOther(known) ? known.raw : memberOf(known)?.encode(known);
    },
  );
};
