/** The expected properties of an error, created by `errorLike`. */
class ErrorLike {
  constructor(readonly properties: Readonly<Record<string, unknown>>) {}
}

/**
 * Returns a matcher for errors with these properties. Pass it to `toBe` as the error. Other properties are not
 * compared.
 *
 * @example
 * expectObservable(cold('--a-----').pipe(idleTimeout(3))).toBe('--a--#', undefined, errorLike({ type: 'stream' }));
 */
export const errorLike = (properties: Readonly<Record<string, unknown>>): unknown => new ErrorLike(properties);

/** One notification of an observable in virtual time, as RxJS' `TestScheduler` passes it to its assertion. */
export interface MarbleMessage {
  /** The time, in milliseconds. */
  readonly frame: number;
  readonly notification: { readonly kind: string; readonly value?: unknown; readonly error?: unknown };
}

/** Returns true for a list of notifications. An empty list of subscriptions is one, too. */
export const isMessages = (value: unknown): value is readonly MarbleMessage[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null && 'notification' in item);

// Errors are equal if their names, messages and own enumerable properties are equal. Stack and cause depend on where
// they were created.
const describe = (error: unknown): unknown =>
  error instanceof Error
    ? { ...Object.fromEntries(Object.entries(error)), name: error.name, message: error.message }
    : error;

const only = (properties: Readonly<Record<string, unknown>>, error: unknown): unknown =>
  typeof error === 'object' && error !== null
    ? Object.fromEntries(Object.keys(properties).map((key) => [key, Reflect.get(error, key)]))
    : error;

const comparableError = (error: unknown, wanted: unknown): unknown => {
  if (!(wanted instanceof ErrorLike)) return describe(error);
  return error instanceof ErrorLike ? error.properties : only(wanted.properties, error);
};

/** Replaces the errors of notifications by the properties that are compared with those of the expected errors. */
export const comparableMessages = (
  messages: readonly MarbleMessage[],
  expected: readonly MarbleMessage[],
): readonly MarbleMessage[] =>
  messages.map((message, index) => {
    const { kind, error } = message.notification;
    if (kind !== 'E') return message;
    const wanted = expected[index]?.notification.error;
    return { ...message, notification: { kind, error: comparableError(error, wanted) } };
  });
