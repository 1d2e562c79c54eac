import { expect } from 'chai';
import type { Exchange } from '../server/Exchange.js';
import { completes, fails, type Fault, type Faults } from '../Fault.js';
import { TEXT, wholeOf, type Wire } from '../wires.js';

const MEBIBYTE = Buffer.alloc(2 ** 20, 'x');
/** An event that is not whole may take 10 Mi characters; sockets and runtimes hold some more, and copies are garbage. */
const MEMORY = 96;
/** The most that a client may take before it has had enough, in MiB. */
const SENT = 24;

/** A beginning, and then more of the same until the client closes, or has taken so many MiB. */
const pouring =
  (first: string, piece: string | Uint8Array, atMost: number): Fault['play'] =>
  async (exchange) => {
    await exchange.head();
    await exchange.chunk(first);
    for (let sent = 0; sent < atMost * 2 ** 20 && exchange.isOpen; sent += piece.length) await exchange.chunk(piece);
    await exchange.end();
  };

const tooLarge: Fault['expect'] = fails('stream', { says: /longer than 10485760 characters/, sent: SENT });

/** Whole frames in batches of about a MiB. */
const batched = async (exchange: Exchange, frames: Iterable<string>): Promise<void> => {
  let batch = '';
  for (const frame of frames) {
    batch += frame;
    if (batch.length < 2 ** 20) continue;
    await exchange.chunk(batch);
    batch = '';
  }
  if (batch !== '') await exchange.chunk(batch);
};

function* repeated(frame: string, times: number): Generator<string> {
  for (let time = 0; time < times; time++) yield frame;
}

const playing =
  (frames: (wire: Wire) => Iterable<string>): Fault['play'] =>
  async (exchange, wire) => {
    await exchange.head();
    await batched(exchange, frames(wire));
    await exchange.end();
  };

const TINY = 100_000;
const KIBIBYTE = 'x'.repeat(1024);
/** Arguments of 8 MiB, in pieces. They are JSON, as Gemini sends an object. */
const JSON_ARGUMENTS = ['{"text":"', ...Array.from({ length: 8 * 1024 }, () => KIBIBYTE), '"}'];

/** The place in the last frame of each wire where a member can be inserted. */
const END_OF_ANSWER =
  /(?="type":"response\.completed"|"finish_reason":"stop"|"type":"message_stop"|"finishReason":"STOP")/;

/** An image of 20 MiB in the frame that ends the answer. */
const bigFinal: Fault['play'] = async (exchange, wire) => {
  const member = `"image":"${'x'.repeat(20 * 2 ** 20)}",`;
  await exchange.stream(wholeOf(wire).replace(END_OF_ANSWER, member));
};

/** Answers that are too much. */
export const resource: Faults = {
  'huge-line': { play: pouring('data: ', MEBIBYTE, 100), memory: MEMORY, expect: tooLarge },
  'huge-comment': { play: pouring(': ', MEBIBYTE, 100), memory: MEMORY, expect: tooLarge },
  'endless-data-lines': {
    play: pouring('data: \n', `data: ${'x'.repeat(1000)}\n`.repeat(1000), 100),
    memory: MEMORY,
    expect: tooLarge,
  },
  'endless-events': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(wire.opening);
      const batch = wire.delta('x'.repeat(1000)).repeat(100);
      while (exchange.isOpen) await exchange.chunk(batch);
    },
    leaveAfter: 2000,
    expect: {
      end: 'cancelled',
      // No more than what sockets hold: nothing is read once the consumer has left.
      sent: SENT,
      text: /^x{1990000,2000000}$/,
    },
  },
  'many-tiny-chunks': {
    play: playing(function* (wire) {
      yield wire.opening;
      yield* repeated(wire.delta('x'), TINY);
      yield wire.closing + wire.terminal;
    }),
    // the events themselves, which the test keeps
    memory: 160,
    expect: completes({ text: 'x'.repeat(TINY) }),
  },
  'big-tool-args': {
    play: playing((wire) => [wire.toolCall(JSON_ARGUMENTS), wire.terminal]),
    memory: 160,
    expect: completes({
      text: '',
      check: ({ events }) => {
        const [call] = events.flatMap((event) =>
          event.type === 'output_item_done' && event.item.type === 'function_call' ? [event.item] : [],
        );
        expect(call?.arguments).to.equal(JSON_ARGUMENTS.join(''));
      },
    }),
  },
  'big-final': {
    play: bigFinal,
    memory: 256,
    expect: fails('stream', { says: /longer than 10485760 characters/, text: TEXT }),
  },
  'big-final (allowed)': {
    play: bigFinal,
    provider: { maxBufferSize: 2 ** 25 },
    memory: 256,
    expect: completes(),
  },
};
