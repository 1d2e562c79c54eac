import type { JsonObject } from '../protocol/json.js';

/** Writes one server-sent event; `data` must be a single line. */
export const sseEvent = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`;

/** Writes a frame as the Responses API does: the event's name repeats the frame's `type`. */
export const sseFrame = (frame: JsonObject): string =>
  sseEvent(typeof frame['type'] === 'string' ? frame['type'] : 'message', JSON.stringify(frame));
