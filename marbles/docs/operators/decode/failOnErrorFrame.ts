import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { url: 'wss://virtual.test/' } });
