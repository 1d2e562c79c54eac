const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();

/** The advice for a name that is no option. */
interface KnownNames {
  readonly names: readonly string[];
  /** The right names for those that other libraries have. */
  readonly instead: ReadonlyMap<string, string>;
}

/**
 * Returns the first name of an object that is not known: plain JavaScript may misspell a name, which would be ignored
 * silently. A member that is undefined counts as absent.
 */
export const firstUnknown = (given: object, isKnown: (name: string) => boolean): string | undefined =>
  Object.entries(given).find(([name, value]) => value !== undefined && !isKnown(name))?.[0];

/**
 * Describes the first member of an object that has none of the known names. Returns undefined if all names are known.
 */
export const unknownName = (given: object, { names, instead }: KnownNames): string | undefined => {
  const name = firstUnknown(given, (known) => names.includes(known));
  if (name === undefined) return undefined;
  const meant = names.find((known) => plain(known) === plain(name));
  return `${JSON.stringify(name)}: ${
    meant === undefined ? (instead.get(name) ?? `expected one of ${names.join(', ')}`) : `rename ${name} to ${meant}`
  }`;
};
