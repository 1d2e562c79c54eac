import type { RootHookObject } from 'mocha';

const stray: unknown[] = [];
const keep = (reason: unknown) => stray.push(reason);

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
  afterAll() {
    process.off('unhandledRejection', keep);
    process.off('warning', keep);
  },
};
