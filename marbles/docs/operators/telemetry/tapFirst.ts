import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ tell }) => ({ scope: { note: tell('note') } });
