import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { x: 'x', y: 'y' } });
