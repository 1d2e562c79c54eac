import type { JsonObject } from '../../../lib/index.js';

export const event = (frame: JsonObject): string =>
  `event: ${String(frame['type'])}\ndata: ${JSON.stringify(frame)}\n\n`;
export const start = (more: object = {}) =>
  event({ type: 'message_start', message: { id: 'msg_1', model: 'claude', content: [], stop_reason: null, ...more } });
export const begin = (index: number, content_block: object) =>
  event({ type: 'content_block_start', index, content_block });
export const delta = (index: number, given: object) => event({ type: 'content_block_delta', index, delta: given });
export const stop = (index: number) => event({ type: 'content_block_stop', index });
export const block = (index: number, content: object, ...deltas: readonly object[]) =>
  begin(index, content) + deltas.map((given) => delta(index, given)).join('') + stop(index);
export const text = (index: number, ...pieces: readonly string[]) =>
  block(index, { type: 'text', text: '' }, ...pieces.map((piece) => ({ type: 'text_delta', text: piece })));
export const finish = (stop_reason: string | null, more: object = {}) =>
  event({ type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: {}, ...more }) +
  event({ type: 'message_stop' });
export const ping = event({ type: 'ping' });
export const json = (...pieces: readonly string[]) =>
  pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }));

export const message = (...texts: readonly (string | object)[]) => ({
  type: 'message',
  role: 'assistant',
  content: texts.map((given) => ({ type: 'output_text', ...(typeof given === 'string' ? { text: given } : given) })),
});
export const call = (id: string, args: string, more: object = {}) => ({
  type: 'function_call',
  call_id: id,
  name: 'f',
  arguments: args,
  ...more,
});
export const tool = (id: string, more: object = {}) => ({ type: 'tool_use', id, name: 'f', input: {}, ...more });
export const raw = (given: object) => ({ type: 'other', wire: 'messages', raw: given });
export const thought = (words: string, signature: string) => ({
  type: 'reasoning',
  id: '',
  summary: [],
  content: words === '' ? [] : [{ type: 'reasoning_text', text: words }],
  signature,
});
