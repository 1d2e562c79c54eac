import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const item = { id: 'item_0', type: 'agent_message', text: 'All tests pass.' };
const usage = { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 };

export const fixtures: Fixtures = () => ({
  values: {
    'item.completed': { type: 'item.completed', item },
    'turn.completed': { type: 'turn.completed', usage },
    'turn.failed': { type: 'turn.failed', error: { message: "the turn's message" } },
    R: { items: [item], finalResponse: 'All tests pass.', usage },
  },
});
