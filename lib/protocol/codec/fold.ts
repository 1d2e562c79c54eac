/** A member of a union that is discriminated by `type`. */
export interface Tagged {
  readonly type: string;
}

/** One handler per member of the union `U`: leaving a member out is a compile error. */
export type Cases<U extends Tagged, R> = {
  readonly [K in U['type']]: (member: Extract<U, { readonly type: K }>) => R;
};

// A method's parameter is compared bivariantly, so a table of handlers for single members can be looked up by tag.
type Handler<R> = { handle(member: Tagged): R }['handle'];

/**
 * Combines one handler per `type` of a tagged union into one function over all its members.
 *
 * @example
 * type Shape = { type: 'square'; side: number } | { type: 'circle'; radius: number };
 * const area = fold<Shape, number>({ square: (s) => s.side ** 2, circle: (c) => Math.PI * c.radius ** 2 });
 * area({ type: 'square', side: 3 }); // 9
 *
 * @throws TypeError for a tag without a handler. Only unchecked JavaScript can cause it.
 */
export function fold<U extends Tagged, R>(cases: Cases<U, R>): (member: U) => R;
export function fold<R>(cases: Readonly<Record<string, Handler<R>>>): (member: Tagged) => R {
  return (member) => {
    const handler = Object.hasOwn(cases, member.type) ? cases[member.type] : undefined;
    if (handler === undefined) throw new TypeError(`fold has no case for the type "${member.type}"; add one`);
    return handler(member);
  };
}
