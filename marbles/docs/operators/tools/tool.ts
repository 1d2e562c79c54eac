import * as t from 'io-ts';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { words } from '../../../../spec/support/diagrams/vocabulary.js';

const call = { type: 'function_call', name: 'f', arguments: '{"city":"Paris"}', call_id: 'call_1' };
const bad = { ...call, arguments: '{"city":7}' };
const fault =
  'error: the arguments do not match: city: expected string, got 7. Correct the arguments and call the tool again.';

export const fixtures: Fixtures = () => ({
  values: {
    call: { type: 'output_item_done', item: call },
    bad: { type: 'output_item_done', item: bad },
    C: words['completed'],
    S: { type: 'tool_started', call },
    P: { type: 'tool_progress', call, output: 'a' },
    Q: { type: 'tool_progress', call, output: 'b' },
    F: { type: 'tool_finished', call, output: 'b', outcome: 'ok' },
    E: { type: 'tool_finished', call: bad, output: fault, outcome: 'failed' },
  },
  scope: { City: t.type({ city: t.string }, 'City') },
});
