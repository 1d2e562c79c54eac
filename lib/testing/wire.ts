import type { JsonObject } from '../protocol/json.js';

/** One server-sent event of a payload: its `type`, if it has one, as the event's name, and its JSON as the data. */
export const sse = (...payloads: readonly unknown[]): string =>
  payloads.map((payload) => `${eventLine(payload)}data: ${JSON.stringify(payload)}\n\n`).join('');

/** One line of JSON per payload, as `codex exec` writes its events. */
export const jsonLines = (...payloads: readonly unknown[]): string =>
  payloads.map((payload) => `${JSON.stringify(payload)}\n`).join('');

const eventLine = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'type' in payload && typeof payload.type === 'string'
    ? `event: ${payload.type}\n`
    : '';

/** A text as UTF-8. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Every way to cut bytes in two, and the cut into single bytes: what a network may do to a stream.
 *
 * @example
 * for (const chunks of cutEverywhere(bytes(stream))) expect(framesOf(chunks)).to.deep.equal(framesOf([bytes(stream)]));
 */
export function* cutEverywhere(whole: Uint8Array): Generator<readonly Uint8Array[], void, undefined> {
  for (let at = 1; at < whole.length; at++) yield [whole.subarray(0, at), whole.subarray(at)];
  yield Array.from(whole, (_, at) => whole.subarray(at, at + 1));
}

// ---- payloads of the Responses API

/** `response.created`. */
export const created = (id = 'resp_1'): JsonObject => ({
  type: 'response.created',
  response: { id, status: 'in_progress' },
});

/** `response.output_text.delta`. */
export const textDelta = (delta: string): JsonObject => ({ type: 'response.output_text.delta', delta });

/** `response.output_item.done`. */
export const itemDone = (item: JsonObject): JsonObject => ({ type: 'response.output_item.done', item });

/** `response.completed`. */
export const completed = (id = 'resp_1', usage?: JsonObject): JsonObject => ({
  type: 'response.completed',
  response: { id, ...(usage === undefined ? {} : { usage }) },
});

/** `response.failed`. */
export const failed = (code: string, message = ''): JsonObject => ({
  type: 'response.failed',
  response: { id: 'resp_1', error: { code, message } },
});
