import type { Either } from 'fp-ts/lib/Either.js';
import { isLeft, left, right } from '#either';
import { definedMembers } from '../protocol/codec/definedMembers.js';
import { buildError, type ApiError } from '../protocol/errors/ApiError.js';
import { headerFault } from './headerRules.js';
import { providerFault, type Provider } from './Provider.js';
import { endpointUrl, webSocketUrl } from './url.js';

/** A request as a transport sends it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Whole, with its query. */
  readonly url: string;
  /** All of them, credentials included. */
  readonly headers: Headers;
  /** A JSON value; the transport writes it. Absent for GET. */
  readonly body?: unknown;
  /** How the transport must compress the body. Default `none`. */
  readonly compression?: 'none' | 'zstd' | undefined;
}

/** Any way to write headers down. */
export type HeaderSource = Readonly<Record<string, string>> | Headers;

/** What an endpoint asks for; a provider turns it into an `HttpRequest`. */
export interface RequestSpec {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, e.g. `responses`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Later sources overwrite earlier ones; all overwrite the provider's headers. */
  readonly headers?: readonly HeaderSource[];
  readonly body?: unknown;
  readonly compression?: 'none' | 'zstd' | undefined;
  /** The media type asked for. */
  readonly accept?: 'text/event-stream' | 'application/json';
  /** Whether the request asks for a WebSocket: its address then says `ws`. */
  readonly upgrade?: 'websocket';
}

const entriesOf = (source: HeaderSource): (readonly [string, string])[] =>
  source instanceof Headers ? [...source] : Object.entries(source);

const refuse = (detail: string): Either<ApiError, never> => left(buildError(detail));

/**
 * Builds the request of an endpoint at a provider, without credentials, which are asked for at every attempt. Left is a
 * `build` error that names what is wrong: the base URL, a header, a timeout. Precedence of headers: provider, then the
 * spec's in order, then `accept` and `content-type`. Source: wire.md 2.2, 3.1.
 */
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
