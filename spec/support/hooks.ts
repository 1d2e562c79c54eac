import { setTimeout as delay } from 'node:timers/promises';
import type { RootHookObject } from 'mocha';

const stray: unknown[] = [];
const keep = (reason: unknown) => stray.push(reason);

// What a file of tests must have closed when it ends. Connections that `fetch` keeps are not among it.
const CLOSED = ['TCPServerWrap', 'PipeServerWrap', 'ProcessWrap'];
const CLOSING_TIME = 2000;
const CLOSING_CHECK = 20;

const openResources = () => process.getActiveResourcesInfo().filter((name) => CLOSED.includes(name));

/** Servers and processes take a moment to end after they were closed. */
const expectClosed = async () => {
  for (let waited = 0; openResources().length > 0 && waited < CLOSING_TIME; waited += CLOSING_CHECK)
    await delay(CLOSING_CHECK);
  const [first] = openResources();
  if (first !== undefined) throw new Error(`the tests of this file left a server or a process open: ${first}`);
};

/** The time after which a run ends although something is still open, in milliseconds. */
const GRACE = 5_000;

/**
 * Ends a run that would not end by itself, e.g. because a test that failed left a socket open. The timer alone does not
 * keep the process alive.
 */
export const mochaGlobalTeardown = (): void => {
  setTimeout(() => {
    console.error(`The tests are over, but something is still open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(process.exitCode || 1);
  }, GRACE).unref();
};

/** Every test fails that leaves a rejection without a handler or causes a process warning, whatever it was about. */
export const mochaHooks: RootHookObject = {
  beforeAll() {
    process.on('unhandledRejection', keep);
    process.on('warning', keep);
  },
  async afterEach() {
    // Rejections are reported after the microtasks of the turn they happen in.
    await new Promise((resolve) => setImmediate(resolve));
    if (stray.length === 0) return;
    const [first] = stray.splice(0);
    throw new Error('the test left an unhandled rejection or a process warning', { cause: first });
  },
  async afterAll() {
    process.off('unhandledRejection', keep);
    process.off('warning', keep);
    await expectClosed();
  },
};
