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
 * The delay that the server requests, in milliseconds: `retry-after-ms`, else `retry-after` in seconds or as an HTTP
 * date.
 *
 * 0 is a valid delay, and a date in the past is 0. An invalid value, a negative number or a list is undefined, as if
 * the header was absent. A date is compared with the server's own `date`, because clocks differ, else with `now`
 * (milliseconds since the epoch).
 */
// docs/decisions.md: Retry-After
export const retryAfter = (header: HeaderLookup, now: number): number | undefined => {
  const milliseconds = number(header('retry-after-ms'));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const seconds = number(header('retry-after'));
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const until = httpDate(header('retry-after'));
  return until === undefined ? undefined : Math.max(0, until - (httpDate(header('date')) ?? now));
};
