import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ read: { steps: Number } });
