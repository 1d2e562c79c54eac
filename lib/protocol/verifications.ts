/** The known verifications; other names are dropped. */
// docs/wire.md, section 4.1
const KNOWN: ReadonlySet<string> = new Set(['trusted_access_for_cyber']);

/**
 * The known verifications in a comma-separated string (a header) or in a list of strings (a frame), without repeats.
 */
export const verificationsIn = (said: unknown): readonly string[] => {
  const words: readonly unknown[] = typeof said === 'string' ? said.split(',') : Array.isArray(said) ? said : [];
  const names = words.flatMap((word) => (typeof word === 'string' ? [word.trim()] : []));
  return [...new Set(names)].filter((name) => KNOWN.has(name));
};
