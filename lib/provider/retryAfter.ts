/** Anything that headers can be read from. */
export type HeaderLookup = (name: string) => string | null | undefined;

const DECIMAL = /^\d+(\.\d+)?$/;
// The one form that servers must send today, e.g. "Sat, 21 Nov 2026 01:32:00 GMT". `Date.parse` alone takes
// "10 Oct" for a year, and `parseFloat` takes it for ten seconds.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const number = (text: string | null | undefined): number | undefined =>
  text !== null && text !== undefined && DECIMAL.test(text.trim()) ? Number(text) : undefined;

const httpDate = (text: string | null | undefined): number | undefined => {
  if (text === null || text === undefined || !HTTP_DATE.test(text.trim())) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
};

/**
 * How long the server asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` as seconds or as an HTTP
 * date. 0 is a value; a date in the past is 0; garbage, negative numbers and lists are undefined, as if nothing was
 * said. A date is compared with the server's own `date`, else with `now` (milliseconds since the epoch).
 * Source: design 7, demands.md D15, D16.
 */
export const retryAfter = (header: HeaderLookup, now: number): number | undefined => {
  const milliseconds = number(header('retry-after-ms'));
  if (milliseconds !== undefined) return Math.ceil(milliseconds);
  const seconds = number(header('retry-after'));
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const until = httpDate(header('retry-after'));
  return until === undefined ? undefined : Math.max(0, until - (httpDate(header('date')) ?? now));
};
