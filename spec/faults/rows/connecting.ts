import { expect } from 'chai';
import { completes, fails, type Faults } from '../Fault.js';
import { wholeOf } from '../wires.js';

const waitsShort = { connectTimeout: 100 } as const;

/** Faults before there is an answer. */
export const connecting: Faults = {
  'reset-before-headers': {
    play: (exchange) => exchange.reset(),
    expect: fails('network', {
      requests: 3,
      delays: [10, 20],
      check: ({ error }) =>
        expect(error)
          .to.have.nested.property('error.code')
          .that.matches(/ECONNRESET|UND_ERR_SOCKET/),
    }),
  },
  'fin-before-headers': {
    play: (exchange) => exchange.fin(),
    expect: fails('network', { requests: 3 }),
  },
  'reset-then-ok': {
    play: (exchange, wire) => (exchange.attempt === 0 ? exchange.reset() : exchange.stream(wholeOf(wire))),
    expect: completes({ requests: 2 }),
  },
  'stall-before-headers': {
    play: () => undefined,
    provider: waitsShort,
    expect: fails('timeout', { requests: 3, says: /no response head within 100 ms/ }),
  },
  'slow-headers': {
    play: async (exchange, wire) => {
      await exchange.pause(100);
      await exchange.stream(wholeOf(wire));
    },
    expect: completes(),
  },
  'stall-then-ok': {
    play: (exchange, wire) => (exchange.attempt === 0 ? undefined : exchange.stream(wholeOf(wire))),
    provider: waitsShort,
    expect: completes({ requests: 2 }),
  },
  'garbage-response': {
    play: async (exchange) => {
      await exchange.raw('SSH-2.0-OpenSSH_9.6\r\n\u0000\u0001 {"error":{"message":"sesame"}}\r\n\r\n');
      exchange.fin();
    },
    expect: fails('network', { requests: 3, check: ({ error }) => expect(error?.message).not.to.match(/SSH|sesame/) }),
  },
  'bad-status-line': {
    play: async (exchange) => {
      await exchange.raw('HTTP/1.1 999999 What\r\ncontent-length: 0\r\n\r\n');
      exchange.fin();
    },
    expect: fails('network', { requests: 3 }),
  },
  'headers-too-large': {
    play: async (exchange) => {
      await exchange.head({ 'x-filler': 'x'.repeat(64 * 1024) });
      exchange.fin();
    },
    expect: fails('network', { requests: 3 }),
  },
  'informational-then-ok': {
    play: async (exchange, wire) => {
      await exchange.raw('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
      await exchange.stream(wholeOf(wire));
    },
    expect: completes(),
  },
  'stale-keepalive': {
    // Whatever comes second on a connection meets a reset: the keep-alive of a proxy that has just run out.
    play: (exchange, wire) => {
      const isReused = exchange.sameConnection > 0;
      return isReused ? exchange.reset() : exchange.stream(wholeOf(wire));
    },
    calls: 2,
    expect: completes({
      // The connection is used again and meets the reset, and the request is sent once more. `fetch` has not freed it yet
      // where an answer completes with its body, and opens another one.
      requests: { fetchTransport: [2, 3], httpTransport: 3 },
      check: ({ server }) => expect(server.connections).to.equal(2),
    }),
  },
  'close-after-response': {
    play: async (exchange, wire) => {
      await exchange.stream(wholeOf(wire), { connection: 'close' });
      exchange.fin();
    },
    calls: 2,
    expect: completes({ requests: 2, check: ({ server }) => expect(server.connections).to.equal(2) }),
  },
};
