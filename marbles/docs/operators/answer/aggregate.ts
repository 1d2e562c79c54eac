import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { words } from '../../../../spec/support/diagrams/vocabulary.js';

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'texttext' }] };

export const fixtures: Fixtures = () => ({
  values: { D: { type: 'output_item_done', item: message }, C: words['completed'] },
});
