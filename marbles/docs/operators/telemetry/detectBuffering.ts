import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => ({ scope: { onBuffering: record('reports') } });
