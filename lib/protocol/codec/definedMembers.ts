/** The members of `T`, each of them either defined or absent. */
export type DefinedMembers<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

const isDefined = ([, value]: readonly [string, unknown]): boolean => value !== undefined;

/**
 * Leaves out the members that are undefined: under `exactOptionalPropertyTypes`, and in `Object.keys`, an optional
 * member must be absent and not undefined. Members that are null are kept. The function copies the object, so code that
 * runs for every frame uses a condition for each member instead.
 *
 * @example
 * const error: { detail: string; code?: string } = { detail: 'x', ...definedMembers({ code: undefined }) };
 * console.log(Object.keys(error)); // ['detail']
 */
export function definedMembers<T extends object>(members: T): DefinedMembers<T>;
export function definedMembers(members: object): object {
  const entries = Object.entries(members);
  const defined = entries.filter(isDefined);
  // An object of entries takes long to make, and mostly all members are defined, or none.
  if (defined.length === entries.length) return { ...members };
  return defined.length === 0 ? {} : Object.fromEntries(defined);
}
