/** The verifications that this version knows; other words are dropped. Source: wire.md 4.1. */
const KNOWN: ReadonlySet<string> = new Set(['trusted_access_for_cyber']);

/** The verifications named in a comma list or in a list of texts: trimmed, known, each once. Source: wire.md 4.2, 4.3. */
export const verificationsIn = (said: unknown): readonly string[] => {
  const words: readonly unknown[] = typeof said === 'string' ? said.split(',') : Array.isArray(said) ? said : [];
  const names = words.flatMap((word) => (typeof word === 'string' ? [word.trim()] : []));
  return [...new Set(names)].filter((name) => KNOWN.has(name));
};
