import { expect } from 'chai';
import type { Exchange } from '../server/Exchange.js';
import { completes, fails, perWire, type Fault, type Faults } from '../Fault.js';
import { halfOf, TEXT, TWO, wholeOf, type Wire } from '../wires.js';

const IDLE = 150;
const short = { streamIdleTimeout: IDLE } as const;
const stalled = fails('stream', { says: /idle timeout waiting for SSE/, text: TWO });

/** Two deltas, then something that goes on until the client has had enough. */
const halfThenForEver =
  (piece: string): Fault['play'] =>
  async (exchange, wire) => {
    await exchange.head();
    await exchange.chunk(halfOf(wire));
    while (exchange.isOpen) {
      await exchange.chunk(piece);
      await exchange.pause(20);
    }
  };

/** A whole answer with a rest between its events. */
const dripping =
  (gap: number, cut: (text: string) => readonly (string | Uint8Array)[]): Fault['play'] =>
  async (exchange, wire) => {
    await exchange.head();
    for (const piece of cut(wholeOf(wire))) {
      await exchange.chunk(piece);
      await exchange.pause(gap);
    }
    await exchange.end();
  };

const bytes = (text: string): readonly Uint8Array[] => Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte));
const events = (text: string): readonly string[] => text.split(/(?<=\n\n)/);

/** The whole answer, terminal event included, and what happens to the connection after it. */
const wholeThen = (after: (exchange: Exchange) => void | Promise<void>): Fault => ({
  play: async (exchange, wire) => {
    await exchange.head();
    await exchange.chunk(wholeOf(wire));
    await after(exchange);
  },
  expect: completes(),
});

/** An answer whose end is not there yet, although all of its text is. */
const hung = fails('stream', { says: /idle timeout/, text: TEXT });

/** Everything but what ends the stream. */
const unfinished = (wire: Wire): string => wholeOf(wire).slice(0, -wire.terminal.length);

/** Faults of time: the idle clock counts events, not bytes. */
export const timing: Faults = {
  'stall-mid-body': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(halfOf(wire));
    },
    provider: short,
    expect: stalled,
  },
  // Each gap is a third of the idle time, all of them together twice as long as it.
  'drip-below-idle': { play: dripping(50, events), provider: short, expect: completes() },
  'drip-above-idle': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(halfOf(wire));
      await exchange.pause(IDLE * 4);
      await exchange.chunk(wholeOf(wire));
    },
    provider: short,
    expect: stalled,
  },
  // The longest event takes some 200 bytes, each a millisecond or two.
  'drip-bytes': {
    play: dripping(1, bytes),
    provider: { streamIdleTimeout: 5000 },
    expect: completes(),
  },
  'drip-bytes (slower than the idle time)': {
    play: dripping(5, bytes),
    provider: { streamIdleTimeout: 60 },
    expect: fails('stream', { says: /idle timeout/ }),
  },
  'comments-forever': { play: halfThenForEver(': ping\n\n'), provider: short, expect: stalled },
  'comments-then-ok': {
    play: async (exchange, wire) => {
      await exchange.head();
      for (let comment = 0; comment < 10; comment++) {
        await exchange.chunk(': OPENROUTER PROCESSING\n\n');
        await exchange.pause(40);
      }
      await exchange.chunk(wholeOf(wire));
      await exchange.end();
    },
    provider: { ...short, countComments: true },
    expect: completes(),
  },
  'blank-lines-forever': { play: halfThenForEver('\n'), provider: short, expect: stalled },
  'pings-forever': {
    play: halfThenForEver('event: ping\ndata: {}\n\n'),
    provider: short,
    deadline: IDLE * 3,
    expect: fails('network', {
      text: TWO,
      says: /aborted by the signal/,
      check: ({ error }) => expect(error).to.have.nested.property('error.code', 'ABORT_ERR'),
    }),
  },
  // Gemini may send further parts after a finish reason, so only the end of the body ends its answer.
  'terminal-then-hang': {
    ...wholeThen(() => undefined),
    over: { gemini: { provider: short, expect: hung } },
  },
  'terminal-then-reset': {
    ...wholeThen((exchange) => exchange.reset()),
    over: { gemini: { expect: fails('stream', { says: /lost in the middle of the body/, text: TEXT }) } },
  },
  'finish-then-hang': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(unfinished(wire));
    },
    provider: short,
    expect: perWire({ responses: hung, chat: completes(), messages: hung, gemini: hung }),
  },
};
