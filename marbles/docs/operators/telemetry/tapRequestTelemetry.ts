import { response } from '../../../../lib/testing/virtualTransport.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ tell }) => ({
  values: { h: response() },
  scope: { telemetry: { onRequest: tell('reports') } },
});
