import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { isJsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { buildError, type ApiError } from '../protocol/errors/ApiError.js';
import { headerFault } from './headerRules.js';
import { providerFault, type Provider } from './Provider.js';
import { endpointUrl, webSocketUrl } from './url.js';

/** A request as a transport sends it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The complete URL, with its query. */
  readonly url: string;
  /** All headers, including credentials. */
  readonly headers: Headers;
  /** A JSON value, which the transport serializes. Absent for GET and DELETE. */
  readonly body?: unknown;
  /** The compression that the transport must apply to the body. Default: `none`. */
  readonly compression?: 'none' | 'zstd' | undefined;
}

/** Headers as an object or as `Headers`. */
export type HeaderSource = Readonly<Record<string, string>> | Headers;

/** A request to an endpoint, independent of the provider. `buildRequest` converts it to an `HttpRequest`. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path below the base URL, e.g. `responses`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Headers. Later sources overwrite earlier ones, and all overwrite the headers of the provider. */
  readonly headers?: readonly HeaderSource[];
  readonly body?: unknown;
  readonly compression?: 'none' | 'zstd' | undefined;
  /** The media type sent in `accept`. */
  readonly accept?: string;
  /** Set for a WebSocket handshake. The scheme of the URL is then `ws` or `wss`. */
  readonly upgrade?: 'websocket';
}

/** The names and values of headers. Plain JavaScript may pass null, and may read a value from an environment without it. */
const entriesOf = (source: HeaderSource): (readonly [string, string])[] => {
  if (source instanceof Headers) return [...source];
  if (!isJsonObject(source)) throw buildError(`the headers must be an object, got ${kindOf(source)}`);
  return Object.entries(source);
};

const refuse = (detail: string): Either<ApiError, never> => left(buildError(detail));

/**
 * Builds the request to an endpoint of a provider. The request has no credentials, because they are read for every
 * attempt. Left is a `build` error that names the invalid option: the base URL, a header or a timeout. Later headers
 * overwrite earlier ones, in this order: the headers of the provider, the headers of `spec`, `accept`. A `content-type`
 * is added only if there is none.
 */
// docs/wire.md, section 2.2
export const buildRequest = (provider: Provider, spec: RequestSpec): Either<ApiError, HttpRequest> => {
  const fault = providerFault(provider);
  if (fault !== undefined) return refuse(fault);
  const url =
    spec.upgrade === undefined
      ? endpointUrl(provider, spec.path, spec.params)
      : webSocketUrl(provider, spec.path, spec.params);
  if (isLeft(url)) return refuse(url.left);

  const headers = new Headers();
  for (const [name, value] of [provider.headers, ...(spec.headers ?? [])].flatMap(entriesOf)) {
    const headerIsWrong = headerFault(name, value);
    if (headerIsWrong !== undefined) return refuse(headerIsWrong);
    headers.set(name, value);
  }
  if (spec.compression === 'zstd' && headers.has('content-encoding'))
    return refuse('request compression was requested but content-encoding is already set');
  if (spec.accept !== undefined) headers.set('accept', spec.accept);
  if (spec.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return right({
    method: spec.method,
    url: url.right,
    headers,
    ...definedMembers({ body: spec.body }),
    compression: spec.compression ?? 'none',
  });
};
