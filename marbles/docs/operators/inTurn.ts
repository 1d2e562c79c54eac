import { Turns } from '../../../lib/demand/Turns.js';
import type { Casting } from '../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { turns: new Turns() } });
