/** The pages of other origins that may use a relay. */
export interface CorsOptions {
  /** The origins, such as `https://app.example`, or `*` for all of them. */
  readonly origins: readonly string[] | '*';
  /** Allows cookies. Not possible with `*`. Default: false. */
  readonly credentials?: boolean | undefined;
  /** Further request headers that pages may send. Default: `content-type`, `authorization`, `last-event-id`. */
  readonly headers?: readonly string[] | undefined;
}

const HEADERS = ['content-type', 'authorization', 'last-event-id'];
/** The time that a browser may remember the answer to a preflight request, in seconds. */
const MAX_AGE = 600;

/** Returns the CORS headers of a response. Empty if the request is not from an allowed page of another origin. */
export const corsHeaders = (
  { headers, method }: Request,
  options: CorsOptions | undefined,
): Readonly<Record<string, string>> => {
  if (options === undefined) return {};
  const origin = headers.get('origin');
  if (origin === null || (options.origins !== '*' && !options.origins.includes(origin))) return { vary: 'origin' };
  const allowsCookies = options.credentials === true && options.origins !== '*';
  return {
    'access-control-allow-origin': options.origins === '*' ? '*' : origin,
    'access-control-expose-headers': 'retry-after',
    vary: 'origin',
    ...(allowsCookies ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(method === 'OPTIONS'
      ? {
          'access-control-allow-methods': 'GET, POST, DELETE',
          'access-control-allow-headers': [...HEADERS, ...(options.headers ?? [])].join(', '),
          'access-control-max-age': String(MAX_AGE),
        }
      : {}),
  };
};
