import { expect } from 'chai';
import { leakOf, soak } from './soak/soakRun.js';
import { transports } from './transports.js';

for (const [name, makeTransport] of Object.entries(transports))
  describe(`${name}, many streams with faults by chance`, () => {
    it('leave no file, socket, timer or listener behind, and no memory', async () => {
      const report = await soak({ streams: 300, concurrent: 100, seed: 1, transport: makeTransport() });
      expect(leakOf(report), JSON.stringify(report)).to.equal(undefined);
      expect(report.after.signalListeners).to.equal(0);
      expect(Object.values(report.ends).reduce((sum, count) => sum + count, 0)).to.equal(400);
    });
  });
