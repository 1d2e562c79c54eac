import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const item = { type: 'message', role: 'assistant', content: [] };

export const fixtures: Fixtures = () => ({ values: { a: { type: 'output_item_added', item } } });
