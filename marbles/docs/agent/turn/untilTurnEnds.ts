import { NEVER } from 'rxjs';
import { exited } from '../../../../lib/testing/virtualProcess.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: {
    a: { type: 'turn.started' },
    b: { type: 'error', message: 'too late' },
    T: { type: 'turn.completed', usage: { input_tokens: 1, cached_input_tokens: 0, output_tokens: 2 } },
    e: exited({ code: 2, stderr: 'no such model' }),
  },
  // where it is not drawn, the program goes on
  scope: { exit: NEVER },
});
