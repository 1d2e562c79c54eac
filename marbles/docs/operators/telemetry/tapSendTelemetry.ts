import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ tell }) => ({ scope: { telemetry: { onWsRequest: tell('reports') } } });
