import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({
  read: { bytes: (hex) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16)) },
});
