import { isJsonObject } from '../protocol/codec/json.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { openStream, reopenStream } from './http/openStream.js';
import { ResponseStream } from './http/ResponseStream.js';
import type { StreamingApi } from './http/StreamingApi.js';
import type { RequestOptions } from './RequestOptions.js';

/** Options for a `StreamingClient`. */
export interface StreamingClientOptions<Input> extends ClientOptions {
  /** The API: its path, the form of its requests and the decoder of its answers. */
  readonly api: StreamingApi<Input>;
}

/** The API of a client that has none. None of its requests is sent. */
const NO_API: StreamingApi<unknown> = {
  name: 'none',
  path: '',
  payload: () => undefined,
  decoder: () => ({ onFrame: () => undefined, onEnd: () => undefined }),
};

/** Describes an API that cannot be used. Returns undefined if it can. */
const apiFault = (api: unknown): string | undefined =>
  isJsonObject(api) && typeof api['payload'] === 'function' && typeof api['decoder'] === 'function'
    ? undefined
    : 'the client has no api; write api: { name, path, payload, decoder }, where the last two are functions';

/**
 * A client for any API that streams its answers as server-sent events. It adds everything that does not depend on the
 * API: credentials, retries, timeouts, framing, telemetry, backpressure and cancellation. The other clients of this
 * library are built with it. It is immutable, and sends nothing before one of its streams is subscribed to.
 *
 * @example
 * const lines: DecoderFactory = (observer) => ({
 *   onFrame: (json) => {
 *     if (typeof json === 'string') observer.next({ type: 'output_text_delta', delta: json });
 *     else observer.skip('no text');
 *   },
 *   onEnd: () => observer.complete(),
 * });
 * const client = new StreamingClient<string>({
 *   provider: createProvider({ name: 'local', baseUrl: 'http://127.0.0.1:8080' }),
 *   api: { name: 'lines', path: 'ask', payload: (question) => ({ question }), decoder: lines },
 * });
 */
export class StreamingClient<Input> {
  readonly #session: EndpointSession;
  readonly #api: StreamingApi<Input>;

  constructor(options: StreamingClientOptions<Input>) {
    const { api, ...others }: StreamingClientOptions<Input> = { ...options };
    const fault = apiFault(api);
    this.#session = createSession(others, { names: [], fault });
    this.#api = fault === undefined ? api : NO_API;
  }

  /**
   * Sends a request for the input and streams the answer.
   *
   * Errors: `ApiError`; an exception of the payload builder is a `build` error, and nothing is sent. Teardown:
   * unsubscribing closes the connection.
   */
  stream(input: Input, options: RequestOptions = {}): ResponseStream {
    return new ResponseStream(openStream(this.#session, this.#api, () => input, options));
  }

  /**
   * Continues a response that was started earlier, with a GET request to `path` and the id of the response. Only APIs
   * that keep their responses have such an endpoint.
   *
   * Errors: `ApiError`. Teardown: unsubscribing closes the connection; the server continues to generate the response.
   *
   * @param startingAfter the number of the last frame received before.
   */
  resume(path: string, responseId: string, startingAfter?: number, options: RequestOptions = {}): ResponseStream {
    const start = { response_id: responseId, sequence_number: startingAfter };
    return new ResponseStream(reopenStream(this.#session, this.#api, path, start, options));
  }
}
