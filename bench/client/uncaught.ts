const hasMessage = (value: unknown): value is { readonly message: unknown } =>
  typeof value === 'object' && value !== null && 'message' in value;

/** What people are told of an error; some clients throw what is none. */
export const wordsOf = (error: unknown): string => String(hasMessage(error) ? error.message : error);

/** From now on, what is thrown where nobody can catch it does not end the process: the first of it is kept. */
export const keepUncaught = (): (() => { readonly uncaught?: string }) => {
  let first: string | undefined;
  process.on('uncaughtException', (error) => (first ??= wordsOf(error)));
  return () => (first === undefined ? {} : { uncaught: first });
};
