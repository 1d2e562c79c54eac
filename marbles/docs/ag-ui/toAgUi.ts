import { map, pipe } from 'rxjs';
import { toAgUi, type ToAgUiOptions } from '../../../lib/ag-ui/toAgUi.js';
import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: {
    R: 'RUN_STARTED',
    S: 'STEP_STARTED',
    T: 'TEXT_MESSAGE_START',
    a: 'TEXT_MESSAGE_CONTENT',
    E: 'TEXT_MESSAGE_END',
    F: 'STEP_FINISHED',
    Z: 'RUN_FINISHED',
    X: 'RUN_ERROR',
  },
  scope: {
    toAgUi: (options: ToAgUiOptions) =>
      pipe(
        toAgUi(options),
        map(({ type }): string => type),
      ),
  },
});
