import { left, right } from '#either';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { left, right } });
