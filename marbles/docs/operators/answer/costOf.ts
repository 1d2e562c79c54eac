import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

const token_usage = {
  input_tokens: 10,
  cached_input_tokens: 0,
  output_tokens: 1,
  reasoning_output_tokens: 0,
  total_tokens: 11,
};

export const fixtures: Fixtures = () => ({
  values: {
    reset: { type: 'reset', attempt: 1, max: 5, delay: 200, error: { type: 'server_overloaded' } },
    C: { type: 'completed', response_id: 'resp_1', token_usage, status: 'completed' },
  },
});
