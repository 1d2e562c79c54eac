import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: { incomplete: { type: 'completed', status: 'incomplete', finish_reason: 'max_output_tokens' } },
});
