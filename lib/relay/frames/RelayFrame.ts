/**
 * One server-sent event of a relay. `message` frames hold a value each. The last frame of every answer is `done`, or
 * `failed` with the error.
 */
export interface RelayFrame {
  /** The number of the frame in its answer, from 1. It is the `id` of the server-sent event. */
  readonly sequence: number;
  readonly event: 'message' | 'done' | 'failed';
  /** A JSON text without line breaks. */
  readonly data: string;
}

/** Returns true for the last frame of an answer. */
export const isLastFrame = ({ event }: Pick<RelayFrame, 'event'>): boolean => event !== 'message';

/**
 * Writes a frame as a server-sent event. A `message` has no `event` line, so `EventSource.onmessage` receives it.
 *
 * @example
 * frameText({ sequence: 2, event: 'message', data: '{}' }); // 'id: 2\ndata: {}\n\n'
 */
export const frameText = ({ sequence, event, data }: RelayFrame): string =>
  event === 'message' ? `id: ${sequence}\ndata: ${data}\n\n` : `id: ${sequence}\nevent: ${event}\ndata: ${data}\n\n`;

/** A comment, which `EventSource` ignores. It is sent first, so that every proxy on the way passes on the head. */
export const OPENING = ': open\n\n';

/** A comment that shows that the connection is alive. */
export const HEARTBEAT = ': heartbeat\n\n';

// docs/decisions.md: cache-control of a relay
/** The headers of a stream of server-sent events that no proxy may buffer, cache or compress. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;
