import { responsesDecoder } from '../decode/responses/responsesDecoder.js';
import { responsesPayload, responsesRequest, type PayloadTarget } from '../payload/responses/responsesPayload.js';
import { isJsonObject } from '../protocol/codec/json.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponsesApiRequest } from '../protocol/ResponsesApiRequest.js';
import { isAzureEndpoint } from '../provider/azureEndpoint.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { openStream, reopenStream, type StreamingEndpoint } from './http/openStream.js';
import type { RequestOptions } from './RequestOptions.js';
import { ResponseStream } from './http/ResponseStream.js';
import type { ResponsesOptions } from './ResponsesOptions.js';

export const RESPONSES: StreamingEndpoint = {
  api: 'responses',
  path: 'responses',
  decoder: responsesDecoder,
  isResumable: (body) => isJsonObject(body) && body['background'] === true,
};

/**
 * A client of the Responses API. Immutable, and idle until one of its streams is subscribed.
 *
 * @example
 * const client = new ResponsesClient({ provider: openai(), auth: bearerAuth(() => process.env.OPENAI_API_KEY) });
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class ResponsesClient {
  readonly #session: EndpointSession;
  readonly #target: PayloadTarget;

  constructor(options: ClientOptions) {
    this.#session = createSession(options);
    this.#target = { azure: isAzureEndpoint(options.provider) };
  }

  /**
   * Asks a model and streams its answer. With `background: true`, an answer whose connection is lost goes on over another
   * one, with nothing missing and nothing twice, as often as the provider's `retry.maxAttempts` says for each loss.
   *
   * Errors: `ApiError`; what is wrong with the arguments is a `build` error, and nothing is sent. Teardown:
   * unsubscribing closes the socket. Source: wire.md 4, 6.2.
   *
   * @param prompt a string, which is one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): ResponseStream {
    return this.#open(
      () => responsesPayload(responsesRequest(model, prompt, options, this.#target), this.#target),
      options,
    );
  }

  /** Sends a prepared request; its items are written in the form that `input` wants. Otherwise as `streamPrompt`. */
  streamRequest(request: ResponsesApiRequest, options: RequestOptions = {}): ResponseStream {
    return this.#open(() => responsesPayload(request, this.#target), options);
  }

  /** Sends any JSON as it is; it must ask for a stream (`stream: true`). Otherwise as `streamPrompt`. */
  stream(body: unknown, headers: HeaderSource = {}): ResponseStream {
    return this.#open(() => body, { extraHeaders: headers });
  }

  /**
   * Continues a background response that was begun before, e.g. by a page that was reloaded since: with the events after
   * `startingAfter`, or from its beginning. Lost connections are mended as with `streamPrompt`.
   *
   * Errors: `ApiError`; `transport` with the status 404 where the server has no such response, or keeps it no longer.
   * Teardown: unsubscribing closes the socket; the server works on. Source: demands.md D45.
   *
   * @param startingAfter the `sequence_number` of the last cursor that `onCursor` was called with.
   *
   * @example
   * client.streamPrompt('gpt-5.1', 'Prove it', { background: true, onCursor: save }).subscribe(render);
   * // after a reload
   * client.resumeStream(saved.response_id, saved.sequence_number, { onCursor: save }).subscribe(render);
   */
  resumeStream(responseId: string, startingAfter?: number, options: RequestOptions = {}): ResponseStream {
    const start = { response_id: responseId, sequence_number: startingAfter };
    return new ResponseStream(reopenStream(this.#session, RESPONSES, start, options));
  }

  #open(makeBody: () => unknown, options: RequestOptions): ResponseStream {
    return new ResponseStream(openStream(this.#session, RESPONSES, makeBody, options));
  }
}
