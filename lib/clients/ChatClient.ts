import { chatDecoder } from '../decode/chat/chatDecoder.js';
import { chatRequest } from '../payload/chat/chatPayload.js';
import type { ChatRequest } from '../protocol/requests/ChatRequest.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import type { ChatOptions } from './ChatOptions.js';
import type { ClientOptions } from './http/EndpointSession.js';
import { promptPayload } from './http/promptPayload.js';
import type { ResponseStream } from './http/ResponseStream.js';
import type { PromptInput, StreamingApi } from './http/StreamingApi.js';
import type { RequestOptions } from './RequestOptions.js';
import { StreamingClient } from './StreamingClient.js';

// docs/wire.md, sections 5 and 6.5
/** The Chat Completions API. */
export const CHAT: StreamingApi<PromptInput<ChatOptions, ChatRequest>> = {
  name: 'chat',
  path: 'chat/completions',
  decoder: chatDecoder,
  payload: promptPayload<ChatOptions, ChatRequest>({
    prompt: chatRequest,
    request: (request) => ({ ...request, stream: true }),
  }),
};

/**
 * A client for the Chat Completions API, with the input and the events of the Responses API. It is immutable, and sends
 * nothing before one of its streams is subscribed to.
 *
 * @example
 * const client = new ChatClient({ provider: ollama() });
 * client.streamPrompt('qwen3', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class ChatClient {
  readonly #client: StreamingClient<PromptInput<ChatOptions, ChatRequest>>;

  constructor(options: ClientOptions) {
    this.#client = new StreamingClient({ ...options, api: CHAT });
  }

  /**
   * Sends a prompt to a model and streams the answer. Items of the prompt that the Chat API cannot represent are left
   * out. An `outputSchema` is sent as `response_format`.
   *
   * Errors: `ApiError`; invalid arguments are a `build` error, and nothing is sent. Teardown: unsubscribing closes the
   * connection.
   *
   * @param prompt a string, sent as one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ChatOptions = {}): ResponseStream {
    return this.#client.stream({ type: 'prompt', model, prompt, options }, options);
  }

  /** Sends a prepared request, with `stream: true`. In all other respects it works like `streamPrompt`. */
  streamRequest(request: ChatRequest, options: RequestOptions = {}): ResponseStream {
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
