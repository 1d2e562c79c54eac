import type { Observable } from 'rxjs';
import { continuedResponsesDecoder, responsesDecoder } from '../decode/responses/responsesDecoder.js';
import { responsesPayload, responsesRequest } from '../payload/responses/responsesPayload.js';
import { inputTokensPayload } from '../payload/responses/inputTokensPayload.js';
import type { PayloadTarget } from '../payload/PayloadTarget.js';
import { isJsonObject } from '../protocol/codec/json.js';
import type { KeptResponse } from '../protocol/KeptResponse.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { ResponseItem } from '../protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../protocol/requests/ResponsesApiRequest.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import { cancelOnUnsubscribe } from './http/cancelOnUnsubscribe.js';
import { createSession, type ClientOptions } from './http/EndpointSession.js';
import { keptResponses, type KeptResponses } from './http/keptResponses.js';
import { payloadTarget } from './http/payloadTarget.js';
import { promptPayload } from './http/promptPayload.js';
import type { ResponseStream } from './http/ResponseStream.js';
import type { PromptInput, StreamingApi } from './http/StreamingApi.js';
import type { RequestOptions } from './RequestOptions.js';
import type { ResponsesOptions } from './ResponsesOptions.js';
import { StreamingClient } from './StreamingClient.js';
import { validPrompt } from './validPrompt.js';

const PATH = 'responses';

/** The Responses API. */
export const RESPONSES: StreamingApi<PromptInput<ResponsesOptions, ResponsesApiRequest>> = {
  name: 'responses',
  path: PATH,
  decoder: responsesDecoder,
  continuedDecoder: continuedResponsesDecoder,
  payload: promptPayload<ResponsesOptions, ResponsesApiRequest>({
    prompt: responsesRequest,
    request: responsesPayload,
  }),
  isResumable: (body) => isJsonObject(body) && body['background'] === true,
};

/**
 * A client for the Responses API. It is immutable, and sends nothing before one of its streams is subscribed to.
 *
 * @example
 * const client = new ResponsesClient({ provider: openai(), auth: bearerAuth(() => process.env.OPENAI_API_KEY) });
 * client.streamPrompt('gpt-5.1', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class ResponsesClient {
  readonly #client: StreamingClient<PromptInput<ResponsesOptions, ResponsesApiRequest>>;

  readonly #kept: KeptResponses;
  readonly #target: PayloadTarget;

  constructor(options: ClientOptions) {
    this.#client = new StreamingClient({ ...options, api: RESPONSES });
    const session = createSession(options);
    this.#kept = keptResponses(session, PATH);
    this.#target = payloadTarget(session.provider);
  }

  /**
   * Sends a prompt to a model and streams the answer. With `background: true`, an answer whose connection is lost
   * continues over another connection, without gaps or repeats. For each lost connection, the provider's
   * `retry.maxAttempts` limits the attempts.
   *
   * Errors: `ApiError`; invalid arguments are a `build` error, and nothing is sent. Teardown: unsubscribing closes the
   * connection.
   *
   * @param prompt a string, sent as one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): ResponseStream {
    const open = (given: ResponsesOptions) =>
      this.#client.stream({ type: 'prompt', model, prompt, options: given }, given);
    return options.background === true && options.cancelOnUnsubscribe === true
      ? cancelOnUnsubscribe(open, options, (id) => this.cancel(id, options))
      : open(options);
  }

  /**
   * Sends a prepared request. Its items are converted to the form that `input` requires. In all other respects the
   * method works like `streamPrompt`.
   */
  streamRequest(request: ResponsesApiRequest, options: RequestOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'request', request }, options);
  }

  /**
   * Sends any JSON body unchanged. The body must request a stream (`stream: true`). In all other respects the method
   * works like `streamPrompt`.
   */
  stream(body: unknown, headers: HeaderSource = {}): ResponseStream {
    return this.#client.stream({ type: 'body', body }, { extraHeaders: headers });
  }

  /**
   * Continues a background response that was started earlier, e.g. before a page was reloaded. Streams the events after
   * `startingAfter`, or all events without it. A lost connection is replaced, as for `streamPrompt`.
   *
   * Errors: `ApiError`; a `transport` error with the status 404 if the server has no such response, or no longer keeps
   * it. Teardown: unsubscribing closes the connection; the server continues to generate the response.
   *
   * @param startingAfter the `sequence_number` of the last cursor that `onCursor` received.
   *
   * @example
   * client.streamPrompt('gpt-5.1', 'Prove it', { background: true, onCursor: save }).subscribe(render);
   * // after a reload
   * client.resumeStream(saved.response_id, saved.sequence_number, { onCursor: save }).subscribe(render);
   */
  resumeStream(responseId: string, startingAfter?: number, options: RequestOptions = {}): ResponseStream {
    return this.#client.resume(PATH, responseId, startingAfter, options);
  }

  /**
   * Emits a kept response as it is at the moment, once, then completes. The server keeps background responses, and those
   * with `storeOverride: true`.
   *
   * Errors: `ApiError`; `not_found` or a `transport` error with the status 404 if the server has no such response. Failed
   * requests are retried like those of any other call. Teardown: unsubscribing closes the connection.
   *
   * @example
   * client.retrieve('resp_1').subscribe({ next: ({ status }) => console.log(status), error: console.error });
   */
  retrieve(responseId: string, options: RequestOptions = {}): Observable<KeptResponse> {
    return this.#kept.retrieve(responseId, options);
  }

  /** Ends a background response on the server, and emits it. In all other respects it works like `retrieve`. */
  cancel(responseId: string, options: RequestOptions = {}): Observable<KeptResponse> {
    return this.#kept.cancel(responseId, options);
  }

  /** Deletes a kept response, and emits true. In all other respects it works like `retrieve`. */
  delete(responseId: string, options: RequestOptions = {}): Observable<boolean> {
    return this.#kept.delete(responseId, options);
  }

  /**
   * Emits the items of the request of a kept response, oldest first, one list for each page of the server. In all other
   * respects it works like `retrieve`.
   */
  inputItems(responseId: string, options: RequestOptions = {}): Observable<readonly ResponseItem[]> {
    return this.#kept.inputItems(responseId, options);
  }

  /**
   * Emits the number of input tokens that a prompt would use, without generating an answer. In all other respects it
   * works like `retrieve`.
   */
  countInputTokens(model: string, prompt: string | Prompt, options: ResponsesOptions = {}): Observable<number> {
    const body = () => {
      const request = responsesRequest(model, validPrompt(prompt, options, this.#target), options, this.#target);
      return inputTokensPayload(responsesPayload(request, this.#target));
    };
    return this.#kept.countInputTokens(body, options);
  }
}
