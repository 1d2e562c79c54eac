import type { Fixtures } from '../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: { R: { type: 'RUN_STARTED' }, a: { type: 'TEXT_MESSAGE_CONTENT', delta: 'a' }, Z: { type: 'RUN_FINISHED' } },
});
