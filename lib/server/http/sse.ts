import type { JsonObject } from '../../protocol/codec/json.js';

/** The headers of a stream of server-sent events. */
export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};

/** Writes a server-sent event without a name, as the Chat API does. `data` must be a single line. */
export const sseData = (data: string): string => `data: ${data}\n\n`;

/** Writes a server-sent event. `data` must be a single line. */
export const sseEvent = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`;

/** Writes a frame in the format of the Responses API: the event name repeats the frame's `type`. */
export const sseFrame = (frame: JsonObject): string =>
  sseEvent(typeof frame['type'] === 'string' ? frame['type'] : 'message', JSON.stringify(frame));
