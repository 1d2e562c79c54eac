import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  values: { close: { type: 'close', code: 1001, reason: 'restart' } },
  read: { socket: (text) => ({ type: 'text', text }) },
});
