/** The known verifications; other names are dropped. */
// docs/wire.md, section 4.1
const KNOWN: ReadonlySet<string> = new Set(['trusted_access_for_cyber']);

const entriesOf = (value: unknown): readonly unknown[] => {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value : [];
};

/**
 * Returns the known verifications in a comma-separated string (a header) or in a list of strings (a frame), without repeats.
 */
export const verificationsIn = (value: unknown): readonly string[] => {
  const names = entriesOf(value).flatMap((entry) => (typeof entry === 'string' ? [entry.trim()] : []));
  return [...new Set(names)].filter((name) => KNOWN.has(name));
};
