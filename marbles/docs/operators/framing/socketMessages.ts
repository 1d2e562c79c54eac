import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({
  values: { close: { type: 'close', code: 1001, reason: 'restart' } },
  read: { socket: (text) => ({ type: 'text', text }) },
});
