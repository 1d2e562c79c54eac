import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { words } from '../../../../spec/support/diagrams/vocabulary.js';

const call = { type: 'function_call', name: 'f', arguments: '{}', call_id: 'call_1' };

export const fixtures: Fixtures = () => ({
  values: {
    call: { type: 'output_item_done', item: call },
    C: words['completed'],
    S: { type: 'tool_started', call },
    P: { type: 'tool_progress', call, output: 'a' },
    F: { type: 'tool_finished', call, output: 'a', outcome: 'ok' },
  },
});
