/** The members of `T`, each of them either defined or absent. */
export type DefinedMembers<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * Leaves out the members that are undefined: under `exactOptionalPropertyTypes`, and in `Object.keys`, an optional
 * member must be absent and not undefined. Members that are null are kept. The function copies the object twice, so
 * code that runs for every frame uses a condition for each member instead.
 *
 * @example
 * const error: { detail: string; code?: string } = { detail: 'x', ...definedMembers({ code: undefined }) };
 * console.log(Object.keys(error)); // ['detail']
 */
export function definedMembers<T extends object>(members: T): DefinedMembers<T>;
export function definedMembers(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
