import fc from 'fast-check';
import { conversation } from './conversationPlan.js';
import { playConversation, TurnServers } from './playConversation.js';

const RUNS = Number(process.env['HISTORY_RUNS'] ?? 100);
const SEED = Number(process.env['HISTORY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('the second request', () => {
  const servers = new TurnServers();
  after(() => servers.close());

  it(`is accepted by every strict server, whatever came before (${RUNS} conversations, HISTORY_SEED=${SEED})`, async function () {
    this.timeout(0);
    await fc.assert(
      fc.asyncProperty(conversation, (plan) => playConversation(servers, plan)),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
