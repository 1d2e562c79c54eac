import fc from 'fast-check';
import { loopPlan } from './loopPlan.js';
import { LoopServer, playLoop } from './playLoop.js';

const RUNS = Number(process.env['LOOP_RUNS'] ?? 100);
const SEED = Number(process.env['LOOP_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('a tool loop', () => {
  const loopServer = new LoopServer();
  before(() => loopServer.server.listen());
  after(() => loopServer.server.close());

  it(`runs each tool once, answers each call once, and leaves nothing behind (${RUNS} loops, LOOP_SEED=${SEED})`, async function () {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(loopPlan, (plan) => playLoop(loopServer, plan)),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
