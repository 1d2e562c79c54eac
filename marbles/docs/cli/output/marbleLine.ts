import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';
import { events } from '../../../../spec/support/virtualClient.js';

export const fixtures: Fixtures = () => ({ values: events });
