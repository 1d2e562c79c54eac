import { chatDecoder } from '../decode/chat/chatDecoder.js';
import { chatRequest } from '../payload/chat/chatPayload.js';
import type { ChatRequest } from '../protocol/ChatRequest.js';
import type { Prompt } from '../protocol/Prompt.js';
import type { HeaderSource } from '../provider/HttpRequest.js';
import type { ChatOptions } from './ChatOptions.js';
import { createSession, type ClientOptions, type EndpointSession } from './http/EndpointSession.js';
import { openStream, type StreamingEndpoint } from './http/openStream.js';
import type { RequestOptions } from './RequestOptions.js';
import { ResponseStream } from './http/ResponseStream.js';

export const CHAT: StreamingEndpoint = { api: 'chat', path: 'chat/completions', decoder: chatDecoder };

/**
 * A client of the Chat Completions API, with the input and the events of the Responses API. Immutable, and idle until
 * one of its streams is subscribed.
 *
 * @example
 * const client = new ChatClient({ provider: ollama() });
 * client.streamPrompt('qwen3', 'Say hi').pipe(ofType('output_text_delta')).subscribe(({ delta }) => append(delta));
 */
export class ChatClient {
  readonly #session: EndpointSession;

  constructor(options: ClientOptions) {
    this.#session = createSession(options);
  }

  /**
   * Asks a model and streams its answer. Items of the prompt that this wire has no form for are left out; an
   * `outputSchema` is sent as `response_format`.
   *
   * Errors: `ApiError`; what is wrong with the arguments is a `build` error, and nothing is sent. Teardown:
   * unsubscribing closes the socket. Source: wire.md 5, 6.5.
   *
   * @param prompt a string, which is one user message, or instructions, conversation, tools and schema.
   */
  streamPrompt(model: string, prompt: string | Prompt, options: ChatOptions = {}): ResponseStream {
    return this.#open(() => chatRequest(model, prompt, options), options);
  }

  /** Sends a prepared request, as a stream. Otherwise as `streamPrompt`. */
  streamRequest(request: ChatRequest, options: RequestOptions = {}): ResponseStream {
    return this.#open(() => ({ ...request, stream: true }), options);
  }

  /** Sends any JSON as it is; it must ask for a stream (`stream: true`). Otherwise as `streamPrompt`. */
  stream(body: unknown, headers: HeaderSource = {}): ResponseStream {
    return this.#open(() => body, { extraHeaders: headers });
  }

  #open(makeBody: () => unknown, options: RequestOptions): ResponseStream {
    return new ResponseStream(openStream(this.#session, CHAT, makeBody, options));
  }
}
