import type { ResponseItem } from '../../../../lib/protocol/ResponseItem.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const item: ResponseItem = { type: 'compaction', encrypted_content: 'e' };

export const fixtures: Fixtures = () => ({
  values: { compaction: { type: 'output_item_done', item }, h: [item] },
  scope: { history: [] },
});
