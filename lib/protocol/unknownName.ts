const plain = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();

/** The advice for a name that is no option. */
interface KnownNames {
  readonly names: readonly string[];
  /** What to write instead of a name that other libraries have. */
  readonly instead: ReadonlyMap<string, string>;
}

/**
 * Describes the first member of an object that has none of the known names: plain JavaScript may misspell a name, which
 * would be ignored silently. Returns undefined if all names are known. A member that is undefined counts as absent.
 */
export const unknownName = (given: object, { names, instead }: KnownNames): string | undefined => {
  const found = Object.entries(given).find(([key, value]) => value !== undefined && !names.includes(key));
  if (found === undefined) return undefined;
  const [name] = found;
  const meant = names.find((known) => plain(known) === plain(name));
  return `${JSON.stringify(name)}: ${
    meant === undefined ? (instead.get(name) ?? `expected one of ${names.join(', ')}`) : `rename ${name} to ${meant}`
  }`;
};
