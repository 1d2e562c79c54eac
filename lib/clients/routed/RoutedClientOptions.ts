import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { Undefinable } from '../../provider/Provider.js';
import type { WebSocketTransport } from '../../transport/WebSocketTransport.js';
import type { ChatOptions } from '../ChatOptions.js';
import type { GeminiOptions } from '../GeminiOptions.js';
import type { ClientOptions } from '../http/EndpointSession.js';
import type { MessagesOptions } from '../MessagesOptions.js';
import type { ResponsesOptions } from '../ResponsesOptions.js';
import type { WebSocketOptions } from '../websocket/WebSocketOptions.js';

/**
 * A provider to use when the one before it fails. It has its own credentials and its own retry budget. Credentials of
 * another provider are never sent to it.
 */
export interface Fallback extends Pick<ClientOptions, 'provider' | 'auth' | 'retryBudget'> {
  /** The name of the model at this provider. Default: the requested name. */
  readonly model?: string | undefined;
}

/** The limits of the WebSocket of a `RoutedClient`. */
export interface RoutedWebSocketOptions extends Undefinable<WebSocketOptions> {
  /**
   * The number of sockets that are tried for one request before it is sent over HTTP. The provider's `retry` may allow
   * fewer. Default: 2.
   */
  readonly attempts?: number | undefined;
}

/** Options for a `RoutedClient`. */
export interface RoutedClientOptions extends ClientOptions {
  /** The providers to try, in this order, when a provider fails before any output. Default: none. */
  readonly fallbacks?: readonly Fallback[] | undefined;
  /** Returns whether the next provider is tried after an error. Default: `shouldFailOver`. */
  readonly failOverWhen?: ((error: ApiError) => boolean) | undefined;
  /**
   * Sends requests to the first provider over a WebSocket, if its `wire` (API format) is `responses`. The client has
   * one socket, receives one answer at a time, and each request sends only its new items. If the connection fails
   * before the answer, the client uses HTTP from then on and reports it to `onFailOver`. That a server has no WebSocket
   * is remembered for 5 minutes, for all clients with its base URL. Create one client per conversation, and `close` it.
   * Default: HTTP.
   */
  readonly websocket?: WebSocketTransport | undefined;
  /** The limits of the WebSocket, and the number of sockets to try before HTTP. */
  readonly websocketOptions?: RoutedWebSocketOptions | undefined;
  /** Emits finished items instead of deltas: see the operator `aggregate`. Default: false. */
  readonly aggregate?: boolean | undefined;
}

/** The options for all APIs. An option that one API does not have is not sent to it. */
export interface RoutedOptions extends ResponsesOptions, ChatOptions, MessagesOptions, GeminiOptions {}
