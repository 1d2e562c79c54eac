import { definedMembers } from '../protocol/codec/definedMembers.js';
import type { JsonObject } from '../protocol/codec/json.js';

/**
 * Writes each payload as a server-sent event: its `type`, if it has one, as the event's name, and its JSON as the data.
 *
 * @example
 * const body = cold('--a--b|', { a: bytes(sse(textDelta('Hi'))), b: bytes(sse(completed())) });
 */
export const sse = (...payloads: readonly unknown[]): string =>
  payloads.map((payload) => `${eventLine(payload)}data: ${JSON.stringify(payload)}\n\n`).join('');

/**
 * Writes each payload as a line of JSON, in the format of `codex exec` events.
 *
 * @example
 * const stdout = cold('--a|', { a: bytes(jsonLines({ type: 'thread.started', thread_id: 't' }, { type: 'turn.started' })) });
 */
export const jsonLines = (...payloads: readonly unknown[]): string =>
  payloads.map((payload) => `${JSON.stringify(payload)}\n`).join('');

const eventLine = (payload: unknown): string =>
  typeof payload === 'object' && payload !== null && 'type' in payload && typeof payload.type === 'string'
    ? `event: ${payload.type}\n`
    : '';

/**
 * Encodes text as UTF-8.
 *
 * @example
 * const cutInCharacter = [bytes('é').subarray(0, 1), bytes('é').subarray(1)];
 */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Yields every division of bytes into two chunks, and the division into single bytes. Use it to test code that reads a
 * stream, because a network may split the bytes anywhere.
 *
 * @example
 * for (const chunks of cutEverywhere(bytes('data: é\n\n')))
 *   from(chunks)
 *     .pipe(sseFrames())
 *     .subscribe(({ data }) => expect(data).to.equal('é'));
 */
export function* cutEverywhere(whole: Uint8Array): Generator<readonly Uint8Array[], void, undefined> {
  for (let offset = 1; offset < whole.length; offset++) yield [whole.subarray(0, offset), whole.subarray(offset)];
  yield Array.from(whole, (_, offset) => whole.subarray(offset, offset + 1));
}

// ---- payloads of the Responses API

/**
 * Builds `response.created`.
 *
 * @example
 * sse(created('resp_1'), textDelta('Hi'), completed('resp_1'));
 */
export const created = (id = 'resp_1'): JsonObject => ({
  type: 'response.created',
  response: { id, status: 'in_progress' },
});

/**
 * Builds `response.output_text.delta`.
 *
 * @example
 * sse(textDelta('Hel'), textDelta('lo'), completed());
 */
export const textDelta = (delta: string): JsonObject => ({ type: 'response.output_text.delta', delta });

/**
 * Builds `response.output_item.done`.
 *
 * @example
 * sse(itemDone({ type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Paris"}' }), completed());
 */
export const itemDone = (item: JsonObject): JsonObject => ({ type: 'response.output_item.done', item });

/**
 * Builds `response.completed`.
 *
 * @example
 * sse(textDelta('Hi'), completed('resp_1', { input_tokens: 3, output_tokens: 1, total_tokens: 4 }));
 */
export const completed = (id = 'resp_1', usage?: JsonObject): JsonObject => ({
  type: 'response.completed',
  response: { id, ...definedMembers({ usage }) },
});

/**
 * Builds `response.failed`.
 *
 * @example
 * sse(created(), failed('rate_limit_exceeded', 'Try again in 2s.'));
 */
export const failed = (code: string, message = ''): JsonObject => ({
  type: 'response.failed',
  response: { id: 'resp_1', error: { code, message } },
});
