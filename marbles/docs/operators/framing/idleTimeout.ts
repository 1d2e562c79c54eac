import { DemandGate } from '../../../../lib/backpressure/Demand.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ on }) => {
  const demand = new DemandGate();
  on('demand', (change) => (change === 'open' ? demand.open() : demand.close()));
  return { scope: { demand } };
};
