import { DemandGate } from '../../../../lib/backpressure/Demand.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ on }) => {
  const demand = new DemandGate();
  on('demand', (change) => (change === 'open' ? demand.open() : demand.close()));
  return { scope: { demand } };
};
