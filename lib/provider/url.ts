import type { Either } from 'fp-ts/lib/Either.js';
import { bimap, isLeft, left, right } from '#either';
import { perBaseUrl } from './perBaseUrl.js';
import type { Provider } from './Provider.js';
import { resolveUrl } from './resolveUrl.js';

type Address = Pick<Provider, 'baseUrl' | 'queryParams'>;

const encode = ([key, value]: readonly [string, string]): string =>
  `${encodeURIComponent(key)}=${encodeURIComponent(value)}`;

const withoutEndingSlashes = (path: string): string => {
  let end = path.length;
  while (path.endsWith('/', end) && end > 0) end--;
  return path.slice(0, end);
};

/** The part of the URLs of a provider that is the same for all endpoints. */
const baseOf = perBaseUrl(
  ({ baseUrl, queryParams }: Address): Either<string, { readonly base: string; readonly query: readonly string[] }> => {
    const url = resolveUrl(baseUrl);
    if (url === undefined)
      return left(
        'baseUrl must be a complete URL, for example https://api.openai.com/v1; in a page it may be a path such as /api/v1',
      );
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return left(`baseUrl must begin with http:// or https://, got ${url.protocol}`);
    if (url.username !== '' || url.password !== '')
      return left('baseUrl must not contain a user name or password; pass the credentials in the option auth');
    const base = url.origin + withoutEndingSlashes(url.pathname);
    return right({ base, query: [...url.searchParams, ...Object.entries(queryParams)].map(encode) });
  },
);

/**
 * Builds the URL of an endpoint: the base and the path, joined by exactly one slash. The query has the parameters of
 * the base URL, of the provider and of the request, in this order. Left describes the error in the base URL, without
 * repeating the URL, which may contain a password. A relative base URL is resolved against the page.
 *
 * @example
 * endpointUrl({ baseUrl: 'https://host/v1/', queryParams: { a: '1' } }, 'responses'); // right('https://host/v1/responses?a=1')
 */
export const endpointUrl = (
  provider: Address,
  path: string,
  requestParams: Readonly<Record<string, string>> = {},
): Either<string, string> => {
  const address = baseOf(provider);
  if (isLeft(address)) return address;
  const { base, query: fixed } = address.right;
  const query = [...fixed, ...Object.entries(requestParams).map(encode)];
  const trimmedPath = path.replace(/^\/+/, '');
  return right(base + (trimmedPath === '' ? '' : `/${trimmedPath}`) + (query.length > 0 ? `?${query.join('&')}` : ''));
};

/**
 * Builds the URL of an endpoint for a WebSocket, with `ws` in place of `http`. A base URL with `ws` or `wss` keeps its
 * scheme. Left describes the error.
 */
export const webSocketUrl = (
  { baseUrl, queryParams }: Address,
  path: string,
  requestParams?: Readonly<Record<string, string>>,
): Either<string, string> =>
  bimap(
    (fault: string) => `failed to build websocket URL: ${fault}`,
    (url: string) => url.replace(/^http/, 'ws'),
  )(endpointUrl({ baseUrl: baseUrl.replace(/^ws(s?):/i, 'http$1:'), queryParams }, path, requestParams));
