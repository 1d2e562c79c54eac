export type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Merges header records into one. Names become lower case; later records override earlier ones. */
export const mergeHeaders = (...headers: readonly (HeaderRecord | undefined)[]): Record<string, string> =>
  Object.fromEntries(
    headers
      .flatMap((record) => Object.entries(record ?? {}))
      .map(([name, value = '']) => [name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]),
  );
