import { geminiDecoder } from '../decode/gemini/geminiDecoder.js';
import { geminiRequest } from '../payload/gemini/geminiPayload.js';
import type { GeminiRequest } from '../protocol/requests/GeminiRequest.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import type { GeminiOptions } from './GeminiOptions.js';
import type { ClientOptions } from './http/EndpointSession.js';
import { promptPayload } from './http/promptPayload.js';
import type { ResponseStream } from './http/ResponseStream.js';
import type { PromptInput, StreamingApi } from './http/StreamingApi.js';
import type { RequestOptions } from './RequestOptions.js';
import { StreamingClient } from './StreamingClient.js';

/** Tuned models have names with a path of their own, such as `tunedModels/x`. */
const pathOf = (model = ''): string =>
  `${model.includes('/') ? model : `models/${encodeURIComponent(model)}`}:streamGenerateContent`;

// docs/wire.md, section 15
/** `streamGenerateContent` of the Gemini API. Without `alt=sse`, the server would send one JSON array. */
export const GEMINI: StreamingApi<PromptInput<GeminiOptions, GeminiRequest>> = {
  name: 'gemini',
  path: ({ model }) => pathOf(model),
  params: { alt: 'sse' },
  decoder: geminiDecoder,
  payload: promptPayload<GeminiOptions, GeminiRequest>({
    prompt: geminiRequest,
    wire: 'gemini',
    request: (request) => request,
  }),
};

/**
 * A client for the Gemini API, with the input and the events of the Responses API. It is immutable, and sends nothing
 * before one of its streams is subscribed to. Its provider may also be Vertex AI.
 *
 * Signatures of thoughts are part of the items, so a history that was saved as JSON is sent back as the server requires
 * it.
 *
 * @example
 * const client = new GeminiClient({
 *   provider: gemini(),
 *   auth: apiKeyAuth('x-goog-api-key', () => process.env.GEMINI_API_KEY),
 * });
 * client.streamPrompt('gemini-3-flash', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class GeminiClient {
  readonly #client: StreamingClient<PromptInput<GeminiOptions, GeminiRequest>>;

  constructor(options: ClientOptions) {
    this.#client = new StreamingClient({ ...options, api: GEMINI });
  }

  /**
   * Sends a prompt to a model and streams the answer. Items of the prompt that the Gemini API cannot represent are left
   * out. An `outputSchema` is sent as `responseJsonSchema`.
   *
   * Errors: `ApiError`; invalid arguments are a `build` error, and nothing is sent. A generation that failed, e.g. with
   * `MALFORMED_FUNCTION_CALL`, is a `retryable` error with that code. Teardown: unsubscribing closes the connection.
   *
   * @param prompt a string, sent as one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: GeminiOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'prompt', model, prompt, options }, options);
  }

  /** Sends a prepared request to a model. In all other respects it works like `streamPrompt`. */
  streamRequest(model: string, request: GeminiRequest, options: RequestOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'request', model, request }, options);
  }

  /** Sends any JSON body unchanged to a model. In all other respects the method works like `streamPrompt`. */
  stream(model: string, body: unknown, headers: HeaderSource = {}): ResponseStream {
    return this.#client.stream({ type: 'body', model, body }, { extraHeaders: headers });
  }
}
