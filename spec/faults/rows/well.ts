import { expect } from 'chai';
import { completes, type Faults } from '../Fault.js';
import { deltasOf, wholeOf } from '../wires.js';

const MANY = Array.from({ length: 1000 }, (_, at) => `word${at} `);

/** No fault at all: what every other row is compared with. */
export const well: Faults = {
  ok: {
    play: (exchange, wire) => exchange.stream(wholeOf(wire)),
    expect: completes(),
  },
  'ok-tool': {
    play: (exchange, wire) => exchange.stream(wire.toolCall(['{"city":', '"Paris"}']) + wire.terminal),
    expect: completes({
      text: '',
      check: ({ events }) => {
        const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
        expect(items).to.have.length(1);
        expect(items[0]).to.deep.include({ type: 'function_call', name: 'weather', arguments: '{"city":"Paris"}' });
      },
    }),
  },
  'ok-long': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(wire.opening);
      for (const word of MANY) await exchange.chunk(deltasOf(wire, [word]));
      await exchange.chunk(wire.closing + wire.terminal);
      await exchange.end();
    },
    expect: completes({ text: MANY.join('') }),
  },
};
