import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const item = { id: 'item_0', type: 'agent_message', text: 'All tests pass.' };
const usage = {
  input_tokens: 1,
  cached_input_tokens: 0,
  cache_write_input_tokens: 0,
  output_tokens: 2,
  reasoning_output_tokens: 0,
};
const message = { type: 'message', role: 'assistant', id: 'item_0' };
const tokens = {
  input_tokens: 1,
  cached_input_tokens: 0,
  output_tokens: 2,
  reasoning_output_tokens: 0,
  total_tokens: 3,
};

export const fixtures: Fixtures = () => ({
  values: {
    'item.started': { type: 'item.started', item: { ...item, text: '' } },
    'item.delta': { type: 'item.delta', item_id: 'item_0', kind: 'text', delta: 'All tests pass.' },
    'item.completed': { type: 'item.completed', item },
    'turn.completed': { type: 'turn.completed', usage },
    A: { type: 'output_item_added', item: { ...message, content: [] } },
    T: { type: 'output_text_delta', delta: 'All tests pass.', item_id: 'item_0' },
    D: { type: 'output_item_done', item: { ...message, content: [{ type: 'output_text', text: item.text }] } },
    C: { type: 'completed', response_id: '', token_usage: tokens, status: 'completed' },
  },
});
