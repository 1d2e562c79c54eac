import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({
  values: { incomplete: { type: 'completed', status: 'incomplete', finish_reason: 'max_output_tokens' } },
});
