import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({
  read: { bytes: (hex) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16)) },
});
