import { expect } from 'chai';
import { fails, type Check, type Faults } from '../Fault.js';
import { FaultServer } from '../server/FaultServer.js';

const goneOrigin = async (): Promise<string> => {
  const gone = await FaultServer.listen({ play: () => undefined });
  const { origin } = gone;
  await gone.stop();
  return origin;
};

const connections =
  (count: number): Check =>
  ({ server }) =>
    expect(server.connections, 'connections').to.equal(count);

/** Connections that never come to HTTP. */
export const sockets: Faults = {
  'conn-refused': {
    play: () => undefined,
    address: goneOrigin,
    expect: fails('network', { requests: 0, delays: [10, 20], says: /ECONNREFUSED/ }),
  },
  'conn-silent': {
    play: () => undefined,
    provider: { connectTimeout: 100 },
    expect: fails('timeout', { requests: 3 }),
  },
  'conn-rst': {
    play: () => undefined,
    refuses: true,
    expect: fails('network', { requests: 0, delays: [10, 20], check: connections(3) }),
  },
  'tls-self-signed': {
    play: () => undefined,
    tls: true,
    address: ({ port }) => `https://127.0.0.1:${port}`,
    expect: fails('network', { requests: 0, says: /self-signed certificate/, delays: [], check: connections(1) }),
  },
  'tls-to-plain-port': {
    play: () => undefined,
    address: ({ port }) => `https://127.0.0.1:${port}`,
    expect: fails('network', { requests: 0, delays: [], check: connections(1) }),
  },
  'plain-to-tls-port': {
    play: () => undefined,
    tls: true,
    expect: fails('network', { requests: 0, delays: [10, 20], check: connections(3) }),
  },
};
