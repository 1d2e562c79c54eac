import { bytes, jsonLines } from '../../../lib/testing/wire.js';

const usage = { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 };

/** Pieces of what `codex exec` writes, by the letter that stands for them in a marble. */
export const OUTPUT: Readonly<Record<string, Uint8Array>> = {
  t: bytes(jsonLines({ type: 'thread.started', thread_id: 'thread_1' })),
  s: bytes(jsonLines({ type: 'turn.started' })),
  i: bytes(jsonLines({ type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'Hi' } })),
  c: bytes(jsonLines({ type: 'turn.completed', usage })),
  f: bytes(jsonLines({ type: 'turn.failed', error: { message: 'no' } })),
  e: bytes(jsonLines({ type: 'error', message: 'Reconnecting... 1/5' })),
  x: bytes('{"type":\n'),
  b: bytes(' \n\n'),
};

/** The types of the events of those pieces, by the same letters. */
export const TYPES: Readonly<Record<string, string>> = {
  t: 'thread.started',
  s: 'turn.started',
  i: 'item.completed',
  c: 'turn.completed',
  f: 'turn.failed',
  e: 'error',
};
