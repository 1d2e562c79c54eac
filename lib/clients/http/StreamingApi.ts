import type { DecoderFactory } from '../../decode/ResponseDecoder.js';
import type { Prompt } from '../../protocol/Prompt.js';
import type { HeaderSource } from '../../provider/HttpRequest.js';
import type { Provider } from '../../provider/Provider.js';
import type { CallReport } from '../../telemetry/Telemetry.js';

/**
 * Builds the body of a request. An exception is a `build` error of the subscription, and nothing is sent.
 *
 * @example
 * const payload: PayloadBuilder<string> = (question) => ({ question, stream: true });
 */
export type PayloadBuilder<Input> = (input: Input, provider: Provider) => unknown;

/** A streaming API: its endpoint, the form of its requests and the decoder of its answers. Plain data and functions. */
export interface StreamingApi<Input> {
  /** The name of the API in telemetry. */
  readonly name: CallReport['api'];
  /** The path below the base URL, which may depend on the input. */
  readonly path: string | ((input: Input) => string);
  /** Query parameters of every request. Default: none. */
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly payload: PayloadBuilder<Input>;
  readonly decoder: DecoderFactory;
  /** The decoder of a stream that begins behind a cursor. Default: `decoder`. */
  readonly continuedDecoder?: DecoderFactory | undefined;
  /** Headers of every request. The headers of a call override them. Default: none. */
  readonly headers?: HeaderSource | undefined;
  /** The media type of the answer, sent in `accept`. Default: `text/event-stream`. */
  readonly accept?: string | undefined;
  /** Returns whether the response to a body can be resumed over another connection. Default: never. */
  readonly isResumable?: ((body: unknown) => boolean) | undefined;
}

/** The input of an API for prompts: a prompt, a prepared request, or any body. */
export type PromptInput<Options, Request> =
  | { readonly type: 'prompt'; readonly model: string; readonly prompt: string | Prompt; readonly options: Options }
  | { readonly type: 'request'; readonly model?: string | undefined; readonly request: Request }
  | { readonly type: 'body'; readonly model?: string | undefined; readonly body: unknown };
