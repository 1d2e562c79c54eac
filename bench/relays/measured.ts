// A relay process that reports what it uses.
import { createServer, type RequestListener } from 'node:http';

/** The resources of a process since it was asked last. */
export interface Usage {
  readonly type: 'usage';
  /** CPU time, in milliseconds. */
  readonly cpu: number;
  /** The highest resident set size, in bytes, of samples every 50 ms. */
  readonly rss: number;
}

/** The time in milliseconds, with fractions, that all processes of a machine agree on. */
export const absoluteNow = (): number => performance.timeOrigin + performance.now();

/** Serves a listener on a free port, and reports the port and, on any message, the usage. */
export const serveMeasured = (listener: RequestListener): void => {
  let before = process.cpuUsage();
  let rss = 0;
  const sample = () => {
    rss = Math.max(rss, process.memoryUsage.rss());
  };
  setInterval(sample, 50).unref();
  const server = createServer(listener);
  server.keepAliveTimeout = 60_000; // or a client takes a connection from its pool that is just being closed
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    const address = server.address();
    if (typeof address === 'object') process.send?.({ type: 'listening', port: address?.port });
  });
  process.on('message', () => {
    sample();
    const { user, system } = process.cpuUsage(before);
    process.send?.({ type: 'usage', cpu: (user + system) / 1000, rss } satisfies Usage);
    before = process.cpuUsage();
    rss = 0;
  });
  process.once('disconnect', () => process.exit());
};

/** The address of the provider. */
export const BASE_URL = process.argv[2] ?? '';
