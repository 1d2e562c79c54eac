import type { ApiError } from '../protocol/errors/ApiError.js';
import type { LoopTelemetry } from './AgentTelemetry.js';
import type { RateLimitSnapshot } from '../protocol/RateLimitSnapshot.js';
import type { ResponseEvent } from '../protocol/ResponseEvent.js';

/** One attempt of a call: a request, up to the head (status and headers) of its response. */
export interface RequestReport {
  /** The number of the attempt, from 0. Retries and the repetition after a refresh of the credentials are counted. */
  readonly attempt: number;
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** The error, if the attempt failed. */
  readonly error?: ApiError;
  /** The id that the server gave the request, if there was a response with one. The support of a provider needs it. */
  readonly requestId?: string;
  /** The limits in `x-ratelimit-*` of the response, one snapshot per unit: `api_requests`, `api_tokens` … */
  readonly rateLimits?: readonly RateLimitSnapshot[];
  /** The time that the server spent, in milliseconds, if it sent `openai-processing-ms`. */
  readonly processingTime?: number;
  /** The time from sending to the head or the failure, in milliseconds. */
  readonly duration: number;
}

/** One delay before a retry. */
export interface RetryReport {
  /** The number of the retry that follows: 1, 2, … */
  readonly retry: number;
  /** The delay, in milliseconds. */
  readonly delay: number;
  /** The failure that caused it. */
  readonly error: ApiError;
}

/** One change to another provider. */
export interface FailOverReport {
  /** The name of the provider that failed. */
  readonly from: string;
  /** The name of the next provider. */
  readonly to: string;
  /** The failure that caused it. */
  readonly error: ApiError;
  /**
   * Is true if nothing is broken: a WebSocket was tried, but the server has none, or the request is too large for one.
   * The provider is the same, and HTTP is used.
   */
  readonly expected: boolean;
}

/** One wait for a server-sent event. */
export interface SsePoll {
  readonly result: 'event' | 'comment' | 'end' | 'error';
  /** The name of the event, for `event`. */
  readonly event?: string;
  /** The error, for `error`; for example an idle timeout. */
  readonly error?: ApiError;
  /** The duration of the wait, in milliseconds. */
  readonly duration: number;
}

/** A received frame, or a part of one, that was skipped. */
export interface SkippedFrame {
  readonly reason: string;
  /** The first characters of the frame, with secrets masked. */
  readonly excerpt: string;
}

/** One call of a client: its request and its provider. */
export interface CallReport {
  /** The API that is called: the name of a `StreamingApi`, or one of these. */
  readonly api: 'responses' | 'chat' | 'messages' | 'gemini' | 'compact' | 'memories' | 'models' | (string & {});
  /** The provider's name. */
  readonly provider: string;
  /** The URL, without credentials and query. */
  readonly baseUrl: string;
  /**
   * The body of a streaming request, or the input of any other request; undefined if none is sent (`models`,
   * `resumeStream`).
   */
  readonly body?: unknown;
  /** The id of the response that is resumed. */
  readonly responseId?: string | undefined;
  /** The number of the last frame received before; undefined if none was received. */
  readonly startingAfter?: number | undefined;
  /** The conversation id in the options of the request. */
  readonly conversationId?: string | undefined;
  /** Masks the credentials of the call in a text. A server may repeat them anywhere, even in an event. */
  readonly redact: (text: string) => string;
}

/** The end of a call. */
export interface CallEnd {
  /** `cancelled`: the caller unsubscribed before its end. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
  /** The error, for `failed`. */
  readonly error?: ApiError;
  /** The time from the subscription to the end, in milliseconds, including retries and refreshes. */
  readonly duration: number;
  /** The time from the subscription to the first event of the answer, in milliseconds; absent without an event. */
  readonly firstEventAfter?: number;
}

/** Hooks on requests. A hook cannot change the call: an error that it throws is dropped. */
export interface RequestTelemetry {
  /** Runs after every attempt, successful or not. */
  readonly onRequest?: ((report: RequestReport) => void) | undefined;
  /** Runs before every delay that precedes a retry or the next connection of a background response. */
  readonly onRetry?: ((report: RetryReport) => void) | undefined;
}

/** Hooks on streams of events. */
export interface SseTelemetry {
  /** Runs after every wait for an event, including the last one. */
  readonly onSsePoll?: ((poll: SsePoll) => void) | undefined;
  /** Runs for every skipped frame: a frame that is not JSON, or that lacks a member of its type. */
  readonly onSkipped?: ((skipped: SkippedFrame) => void) | undefined;
}

/** One request sent over a WebSocket. */
export interface SocketRequestReport {
  /** The time from passing the request to the socket until the network has accepted it, in milliseconds. */
  readonly duration: number;
  /** Is true if the socket was already open. */
  readonly reused: boolean;
  /** The error, if the request could not be sent. */
  readonly error?: ApiError;
}

/** Hooks on WebSockets. Their handshakes are reported to `onRequest`. */
export interface WebSocketTelemetry {
  /** Runs after every request that was sent. */
  readonly onWsRequest?: ((report: SocketRequestReport) => void) | undefined;
  /** Runs after every wait for a message, including the last one. */
  readonly onWsPoll?: ((poll: SsePoll) => void) | undefined;
}

/** The end of a connection that was drained after a complete answer, so that it can serve another request. */
export interface DrainReport {
  /** Is true if the whole body was read; false if a limit was reached or the connection was lost. */
  readonly isWhole: boolean;
  /** The time from the end of the answer to the end of the body, in milliseconds. */
  readonly duration: number;
}

/** Hooks on the reading of a response. */
export interface ReadTelemetry {
  /**
   * Runs when the consumer cannot take more (false), so that the socket is no longer read, and when it can again (true).
   * Not called for a consumer without backpressure, such as a subscriber.
   */
  readonly onDemand?: ((isOpen: boolean) => void) | undefined;
  /** Runs after the connection of a complete answer was drained. That is later than the end of the call. */
  readonly onDrain?: ((report: DrainReport) => void) | undefined;
}

/** Hooks on routing. */
export interface RouteTelemetry {
  /** Runs when a provider has failed before any output and the next one is tried. */
  readonly onFailOver?: ((report: FailOverReport) => void) | undefined;
}

/** Hooks on one call. The hooks on requests, streams and WebSockets are included, for this call only. */
export interface CallTelemetry extends RequestTelemetry, SseTelemetry, WebSocketTelemetry, ReadTelemetry {
  /**
   * Wraps the subscription. The hook must call `subscribe` once, before it returns. A context that is set here, such as
   * a span or a log id, applies to the subscription and to the timers that it starts.
   */
  readonly within?: ((subscribe: () => void) => void) | undefined;
  /**
   * Wraps the delivery of every event and of the end. The hook must call `deliver` once, before it returns. Use it to
   * restore the context in which the caller subscribed, because the caller's handling of an event, such as another
   * call, is not part of this call.
   */
  readonly outside?: ((deliver: () => void) => void) | undefined;
  /** Runs before every event is delivered. Not called for calls that do not emit events, such as `models`. */
  readonly onEvent?: ((event: ResponseEvent) => void) | undefined;
  /** Runs once, at the end of the call. */
  readonly onEnd?: ((end: CallEnd) => void) | undefined;
}

/** All hooks of a client. Each is optional. */
export interface Telemetry
  extends RequestTelemetry, SseTelemetry, WebSocketTelemetry, ReadTelemetry, RouteTelemetry, LoopTelemetry {
  /**
   * Runs at every subscription, before anything else. Each provider that a `RoutedClient` tries is a separate call.
   * Not called if the request cannot be built.
   */
  readonly onCall?: ((call: CallReport) => CallTelemetry | undefined) | undefined;
}

/**
 * Calls a hook and drops its errors: a hook that throws must not end the stream that it observes, and no other receiver
 * for the error exists.
 */
export const notify = (callHook: () => unknown): void => {
  try {
    const result = callHook();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // a failure of the hook itself; see above
  }
};
