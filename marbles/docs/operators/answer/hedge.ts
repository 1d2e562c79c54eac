import { words } from '../../../../spec/support/diagrams/vocabulary.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: {
    x: words['text'],
    t: words['text'],
    u: { type: 'output_text_delta', delta: 'u' },
    C: words['completed'],
  },
});
