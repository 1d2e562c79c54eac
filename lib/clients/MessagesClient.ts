import { messagesDecoder } from '../decode/messages/messagesDecoder.js';
import { messagesRequest } from '../payload/messages/messagesPayload.js';
import type { MessagesRequest } from '../protocol/requests/MessagesRequest.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import type { ClientOptions } from './http/EndpointSession.js';
import { promptPayload } from './http/promptPayload.js';
import type { ResponseStream } from './http/ResponseStream.js';
import type { PromptInput, StreamingApi } from './http/StreamingApi.js';
import type { MessagesOptions } from './MessagesOptions.js';
import type { RequestOptions } from './RequestOptions.js';
import { StreamingClient } from './StreamingClient.js';

// docs/wire.md, section 14
/** The Messages API of Anthropic. */
export const MESSAGES: StreamingApi<PromptInput<MessagesOptions, MessagesRequest>> = {
  name: 'messages',
  path: 'messages',
  decoder: messagesDecoder,
  payload: promptPayload<MessagesOptions, MessagesRequest>({
    prompt: messagesRequest,
    wire: 'messages',
    request: (request) => ({ ...request, stream: true }),
  }),
};

/**
 * A client for the Messages API of Anthropic, with the input and the events of the Responses API. It is immutable, and
 * sends nothing before one of its streams is subscribed to.
 *
 * Signatures of thinking and members of calls are part of the items, so a history that was saved as JSON is sent back as
 * the server requires it.
 *
 * @example
 * const client = new MessagesClient({
 *   provider: anthropic(),
 *   auth: apiKeyAuth('x-api-key', () => process.env.ANTHROPIC_API_KEY),
 * });
 * client.streamPrompt('claude-sonnet-5', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class MessagesClient {
  readonly #client: StreamingClient<PromptInput<MessagesOptions, MessagesRequest>>;

  constructor(options: ClientOptions) {
    this.#client = new StreamingClient({ ...options, api: MESSAGES });
  }

  /**
   * Sends a prompt to a model and streams the answer. Items of the prompt that the Messages API cannot represent are
   * left out. Without `maxOutputTokens`, the answer is limited to 8192 tokens, because the API requires a limit.
   *
   * Errors: `ApiError`; invalid arguments are a `build` error, and nothing is sent. Teardown: unsubscribing closes the
   * connection.
   *
   * @param prompt a string, sent as one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: MessagesOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'prompt', model, prompt, options }, options);
  }

  /** Sends a prepared request, with `stream: true`. In all other respects it works like `streamPrompt`. */
  streamRequest(request: MessagesRequest, options: RequestOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'request', request }, options);
  }

  /**
   * Sends any JSON body unchanged. The body must request a stream (`stream: true`). In all other respects the method
   * works like `streamPrompt`.
   */
  stream(body: unknown, headers: HeaderSource = {}): ResponseStream {
    return this.#client.stream({ type: 'body', body }, { extraHeaders: headers });
  }
}
