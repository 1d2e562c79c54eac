export type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One record for several: names in lower case, later ones win. */
export const mergeHeaders = (...headers: readonly (HeaderRecord | undefined)[]): Record<string, string> =>
  Object.fromEntries(
    headers
      .flatMap((each) => Object.entries(each ?? {}))
      .map(([name, value = '']) => [name.toLowerCase(), typeof value === 'string' ? value : value.join(', ')]),
  );
