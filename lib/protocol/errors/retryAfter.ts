/** A function that returns the value of a header. */
export type HeaderLookup = (name: string) => string | null | undefined;

const DECIMAL = /^\d+(\.\d+)?$/;
// The only form that RFC 9110 (section 5.6.7) allows to send, e.g. "Sat, 21 Nov 2026 01:32:00 GMT". `Date.parse` alone
// would accept "10 Oct" as a date, and `parseFloat` would read it as ten seconds.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const number = (text: string | null | undefined): number | undefined =>
  text !== null && text !== undefined && DECIMAL.test(text.trim()) ? Number(text) : undefined;

const httpDate = (text: string | null | undefined): number | undefined => {
  if (text === null || text === undefined || !HTTP_DATE.test(text.trim())) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
};

/**
 * Returns the delay that headers request, in milliseconds: `retry-after-ms` (Azure: `x-ms-retry-after-ms`) or, without
 * it, `retry-after` in seconds or as an HTTP date. 0 is valid, and a date in the past is 0. Invalid values, negative
 * numbers and lists are ignored. A date is compared with the `date` header or, without it, with `now` (milliseconds
 * since the epoch).
 */
export const retryAfter = (header: HeaderLookup, now: number | undefined): number | undefined => {
  const milliseconds = number(header('retry-after-ms')) ?? number(header('x-ms-retry-after-ms'));
  const seconds = number(header('retry-after'));
  // Azure sends `retry-after-ms: 0` beside `retry-after: 1`.
  if (milliseconds !== undefined && !(milliseconds === 0 && seconds !== undefined)) return Math.ceil(milliseconds);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const until = httpDate(header('retry-after'));
  const from = httpDate(header('date')) ?? now;
  return until === undefined || from === undefined ? undefined : Math.max(0, until - from);
};
