import type { ApiError } from '../protocol/errors/ApiError.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';

/** One attempt at opening an exchange. */
export interface RequestReport {
  /** Counts from 0; retries and the repetition after a refresh count on. */
  readonly attempt: number;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** Why the attempt failed. */
  readonly error?: ApiError;
  /** From sending to the head or to the failure, in milliseconds. */
  readonly duration: number;
}

/** One wait before a retry. */
export interface RetryReport {
  /** The retry that is coming: 1, 2, … */
  readonly retry: number;
  /** How long it waits, in milliseconds. */
  readonly delay: number;
  /** The failure behind it. */
  readonly error: ApiError;
}

/** One move to another provider. */
export interface FailOverReport {
  /** The name of the provider that failed. */
  readonly from: string;
  /** The name of the provider that is asked next. */
  readonly to: string;
  /** The failure behind it. */
  readonly error: ApiError;
}

/** One wait for a server-sent event. */
export interface SsePoll {
  readonly result: 'event' | 'comment' | 'end' | 'error';
  /** The event's name, for `event`. */
  readonly event?: string;
  /** Why the wait failed, for `error`; the idle timeout is one of these. */
  readonly error?: ApiError;
  /** How long the wait took, in milliseconds. */
  readonly duration: number;
}

/** Something received that did not become an event. */
export interface SkippedFrame {
  readonly reason: string;
  /** The first words of it, without secrets. */
  readonly excerpt: string;
}

/** One call of a client: what is asked, and of whom. */
export interface CallReport {
  /** The API that is asked. */
  readonly api: 'responses' | 'chat' | 'compact' | 'memories' | 'models';
  /** The provider's name. */
  readonly provider: string;
  /** Without credentials and query. */
  readonly baseUrl: string;
  /** The body of a request for a stream, else the input; undefined where none is sent (`models`, `resumeStream`). */
  readonly body?: unknown;
  /** The response that is gone on with. */
  readonly responseId?: string | undefined;
  /** The number of the last of its frames that was received before; undefined where none was. */
  readonly startingAfter?: number | undefined;
  /** As the caller named it in the request's options. */
  readonly conversationId?: string | undefined;
  /** Masks the credentials of the call in a text: a server may repeat them anywhere, also in an event. */
  readonly redact: (text: string) => string;
}

/** How a call ended. */
export interface CallEnd {
  /** `cancelled`: unsubscribed before it was over. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** Why, for `failed`. */
  readonly error?: ApiError;
  /** From its subscription to its end, in milliseconds; retries and refreshes are within. */
  readonly duration: number;
  /** From its subscription to the first event of its answer, in milliseconds, where there was one. */
  readonly firstEventAfter?: number;
}

/** Hooks on requests. They must not alter the flow: what a hook throws is dropped. Source: wire.md 3.5. */
export interface RequestTelemetry {
  /** After every attempt, successful or not. */
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
  /** Before every wait for a retry, and before one for the next connection of a background response. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
}

/** Hooks on streams of events. Source: wire.md 3.5. */
export interface SseTelemetry {
  /** After every wait for an event, the last included. */
  readonly onSsePoll?: ((poll: SsePoll) => void) | undefined;
  /** For every frame that was skipped: not JSON, or not what its type promises. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/** One request sent over a WebSocket. */
export interface SocketRequestReport {
  /** From handing it to the socket until the network had taken it, in milliseconds. */
  readonly duration: number;
  /** Whether the socket was open before. */
  readonly reused: boolean;
  /** Why it could not be sent. */
  readonly error?: ApiError;
}

/** Hooks on WebSockets; their handshakes are told to `onRequest`. Source: wire.md 3.5. */
export interface WebSocketTelemetry {
  /** After every request that was sent. */
  readonly onWsRequest?: ((report: SocketRequestReport) => void) | undefined;
  /** After every wait for a message, the last included. */
  readonly onWsPoll?: ((poll: SsePoll) => void) | undefined;
}

/** Hooks on routing. */
export interface RouteTelemetry {
  /** When a provider failed before any output and the next one is asked. */
  readonly onFailOver?: ((report: FailOverReport) => void) | undefined;
}

/** Hooks on one call; what the others report comes here too, for this call alone. */
export interface CallTelemetry extends RequestTelemetry, SseTelemetry, WebSocketTelemetry {
  /**
   * Runs the subscription, once and before it returns: where a context that others read (a span, an id of a log) is set
   * around it, and around the timers that it starts.
   */
  readonly within?: ((subscribe: () => void) => void) | undefined;
  /**
   * Runs the delivery of every value and of the end, each once and before it returns: where the context that the caller
   * subscribed in is set again. What the caller does with an event is no part of the call: another call, for one.
   */
  readonly outside?: ((deliver: () => void) => void) | undefined;
  /** Before every event that the caller gets. Not for calls that give no events. */
  readonly onEvent?: ((event: ResponseEvent) => void) | undefined;
  /** Once, at last. */
  readonly onEnd?: ((end: CallEnd) => void) | undefined;
}

/** All hooks of a client; every one is optional. */
export interface Telemetry extends RequestTelemetry, SseTelemetry, WebSocketTelemetry, RouteTelemetry {
  /**
   * At every subscription to a call, before anything else happens; each provider that a `RoutedClient` asks is a call of
   * its own. Not for a call whose request cannot be built.
   */
  readonly onCall?: ((call: CallReport) => CallTelemetry | undefined) | undefined;
}

/**
 * Calls a hook for what it observes and never for what it does: a hook that throws must not end the stream it watches,
 * and there is nobody else to tell.
 */
export const notify = (callHook: () => unknown): void => {
  try {
    const result = callHook();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // the hook's own failure; see above
  }
};
