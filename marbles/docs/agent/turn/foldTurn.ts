import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const item = { id: 'item_0', type: 'agent_message', text: 'All tests pass.' };
const begun = { ...item, text: '' };
const usage = { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 };
const turn = { status: 'running', thread_id: null, items: [item], usage: null, error: null };

export const fixtures: Fixtures = () => ({
  values: {
    'item.started': { type: 'item.started', item: begun },
    'item.completed': { type: 'item.completed', item },
    'turn.completed': { type: 'turn.completed', usage },
    R: { ...turn, items: [begun] },
    S: turn,
    C: { ...turn, status: 'completed', usage },
  },
});
