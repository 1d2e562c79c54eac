import type { Either } from 'fp-ts/lib/Either.js';
import { bimap, left, right } from '#either';
import type { Provider } from './Provider.js';

/**
 * The address of an endpoint: base + `/` + path, with as many slashes at the joint as the caller wrote or forgot, then
 * the query of the base, the provider's parameters and the request's own, in this order. Left is a sentence that says
 * what is wrong with the base URL, without repeating what might be a password. Source: wire.md 1.2.
 *
 * @example
 * endpointUrl({ baseUrl: 'https://host/v1/', queryParams: { a: '1' } }, 'responses'); // right('https://host/v1/responses?a=1')
 */
export const endpointUrl = (
  { baseUrl, queryParams }: Pick<Provider, 'baseUrl' | 'queryParams'>,
  path: string,
  requestParams: Readonly<Record<string, string>> = {},
): Either<string, string> => {
  if (!URL.canParse(baseUrl)) return left('the base URL is no URL; expected for example https://api.openai.com/v1');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return left(`the base URL begins with ${url.protocol}//; expected http:// or https://`);
  if (url.username !== '' || url.password !== '')
    return left('the base URL contains a user name or password; give credentials with the option auth');
  const base = url.origin + url.pathname.replace(/\/+$/, '');
  const query = [...url.searchParams, ...Object.entries(queryParams), ...Object.entries(requestParams)].map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  );
  const end = path.replace(/^\/+/, '');
  return right(base + (end === '' ? '' : `/${end}`) + (query.length > 0 ? `?${query.join('&')}` : ''));
};

/**
 * The address of an endpoint for a WebSocket: the same with `ws` in place of `http`; a base that says `ws` or `wss`
 * already keeps it. Left is a sentence that says what is wrong. Source: wire.md 1.3.
 */
export const webSocketUrl = (
  { baseUrl, queryParams }: Pick<Provider, 'baseUrl' | 'queryParams'>,
  path: string,
  requestParams?: Readonly<Record<string, string>>,
): Either<string, string> =>
  bimap(
    (fault: string) => `failed to build websocket URL: ${fault}`,
    (url: string) => url.replace(/^http/, 'ws'),
  )(endpointUrl({ baseUrl: baseUrl.replace(/^ws(s?):/i, 'http$1:'), queryParams }, path, requestParams));
