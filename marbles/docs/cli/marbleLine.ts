import type { Casting } from '../../../spec/support/diagrams/replay.js';
import { events } from '../../../spec/support/virtualClient.js';

export const cast: Casting = () => ({ values: events });
