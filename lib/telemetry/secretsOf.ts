import type { HttpRequest } from '../provider/HttpRequest.js';

/**
 * The headers whose values are not secrets. The value of every other header is taken for one, because keys have many
 * names: `api-key`, `x-auth`, `x-password`, `x-jwt` …
 */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  ...[
    'accept',
    'accept-charset',
    'accept-encoding',
    'accept-language',
    'cache-control',
    'connection',
    'content-encoding',
  ],
  ...['content-length', 'content-type', 'date', 'expect', 'host', 'http-referer', 'origin', 'pragma', 'referer', 'te'],
  ...['traceparent', 'tracestate', 'upgrade', 'user-agent', 'x-title', 'x-request-id', 'x-client-request-id'],
  ...['anthropic-beta', 'anthropic-version', 'chatgpt-account-id', 'conversation_id', 'openai-beta', 'originator'],
  ...['openai-organization', 'openai-project', 'session_id', 'version', 'x-goog-api-client', 'x-openai-subagent'],
  ...['sec-websocket-extensions', 'sec-websocket-version', 'x-codex-beta-features'],
]);

/** The query parameters whose values are no secrets. */
const HARMLESS_PARAMS: ReadonlySet<string> = new Set([
  ...[
    '$.xgafv',
    'after',
    'alt',
    'api-version',
    'background',
    'before',
    'client_version',
    'deployment',
    'fields',
    'format',
  ],
  ...['id', 'include', 'include[]', 'limit', 'location', 'model', 'order', 'prettyprint', 'project', 'region'],
  ...['starting_after', 'stream', 'version'],
]);

/** A name that is itself a key: somebody has swapped the arguments of `apiKeyAuth`. */
const isKeyLike = (name: string): boolean => name.length >= 20 && /\d/.test(name);

/** Returns a value in a URL in its encoded and decoded forms. */
const decoded = (value: string): readonly string[] => {
  try {
    return [value, decodeURIComponent(value)];
  } catch {
    return [value]; // a lone %: nothing was encoded
  }
};

/**
 * Returns the credentials before the host of a URL. A user name without a password is a credential; with a password it
 * is only a name.
 */
const userInfoOf = ({ username, password }: URL): readonly string[] => {
  if (password === '') return decoded(username);
  return [`${username}:${password}`, ...decoded(password)];
};

/** Returns the password in the value of a header for basic authentication, and the whole value. */
const basicOf = (value: string): readonly string[] => {
  try {
    const pair = atob(value);
    return [pair, pair.slice(pair.indexOf(':') + 1)];
  } catch {
    return []; // not base64
  }
};

const secretsOfHeader = (name: string, value: string): readonly string[] => {
  if (HARMLESS_HEADERS.has(name.toLowerCase())) return [];
  const [, scheme = '', credentials = value] = /^([a-z]{2,20}) (.*)$/i.exec(value) ?? [];
  return [
    ...[value, credentials],
    ...(scheme.toLowerCase() === 'basic' ? basicOf(credentials) : []),
    ...(isKeyLike(name) ? [name] : []),
  ];
};

/** Returns the secrets in a URL: its user name and password, and all parameters but the harmless ones. */
export const secretsOfUrl = (text: string): readonly string[] => {
  // Parsing takes long, and nearly no URL has either part. The transport reports an invalid one.
  if (!/[?@]/.test(text) || !URL.canParse(text)) return [];
  const url = new URL(text);
  return [
    ...userInfoOf(url),
    ...[...url.searchParams].flatMap(([name, value]) => (HARMLESS_PARAMS.has(name.toLowerCase()) ? [] : [value])),
  ];
};

/** Returns the secrets of a request. */
export const secretsOf = ({ headers, url }: Pick<HttpRequest, 'headers' | 'url'>): readonly string[] => [
  ...[...headers].flatMap(([name, value]) => secretsOfHeader(name, value)),
  ...secretsOfUrl(url),
];
