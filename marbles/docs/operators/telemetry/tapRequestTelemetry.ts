import { response } from '../../../../lib/testing/virtualTransport.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => ({
  values: { h: response() },
  scope: { telemetry: { onRequest: record('reports') } },
});
