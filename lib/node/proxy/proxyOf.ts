import { unescape } from 'node:querystring';
import { buildError } from '../../protocol/errors/ApiError.js';
import { bypassesProxy } from './bypassesProxy.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Sockets are routed like the requests of the same security. */
const VARIABLES: Readonly<Record<string, string>> = {
  'http:': 'http_proxy',
  'https:': 'https_proxy',
  'ws:': 'http_proxy',
  'wss:': 'https_proxy',
};

/** Encodes a part of the credentials again: a `%` that encodes nothing is a character of the password. */
const encoded = (part: string): string => encodeURIComponent(unescape(part));

/**
 * Returns the proxy for an address, from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in lower or upper case. It is
 * undefined if the connection is direct.
 *
 * Errors: throws `build` for a proxy that is no URL, or that is neither http nor https.
 */
export const proxyOf = (address: URL, env: Environment = process.env): URL | undefined => {
  const valueOf = (...names: string[]): string =>
    names
      .flatMap((name) => [name, name.toUpperCase()])
      .map((name) => env[name]?.trim() ?? '')
      .find((value) => value !== '') ?? '';
  const given = valueOf(VARIABLES[address.protocol] ?? '', 'all_proxy');
  if (given === '' || bypassesProxy(valueOf('no_proxy'), address)) return undefined;
  // Without a scheme, it is http, whatever the scheme of the address is: `proxy.example:8080`.
  const proxy = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  // Neither message quotes the value: it may hold a password.
  const { host } = address;
  if (!URL.canParse(proxy))
    throw buildError(`the proxy in the environment for ${host} is not a URL; expected e.g. http://proxy.example:8080`);
  const url = new URL(proxy);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw buildError(
      `the proxy in the environment for ${host} begins with ${url.protocol}//, but only http:// and https:// are supported; set the option \`agent\` instead`,
    );
  url.username = encoded(url.username);
  url.password = encoded(url.password);
  return url;
};
