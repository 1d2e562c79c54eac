import { completes, type Fault, type Played } from '../Fault.js';
import { halfOf, PIECES, type Wire } from '../wires.js';

export type Text = (wire: Wire) => string;

/** A body in one chunk, ended as it should be. */
export const body = (text: Text, expected: Fault['expect'] = completes()): Fault => ({
  play: (exchange, wire) => exchange.stream(text(wire)),
  expect: expected,
});

/** The same, on a connection that stays open: whoever waits for its end waits for ever. */
export const open = (text: Text, expected: Fault['expect']): Fault => ({
  play: async (exchange, wire) => {
    await exchange.head();
    await exchange.chunk(text(wire));
  },
  expect: expected,
});

/** A whole answer with something after its second delta. */
export const between =
  (middle: Text): Text =>
  (wire) =>
    halfOf(wire) + middle(wire) + wire.delta(PIECES[2]) + wire.closing + wire.terminal;

/** Two deltas and something else, after which the body ends. */
export const halfAnd =
  (rest: Text): Text =>
  (wire) =>
    halfOf(wire) + rest(wire);

/** What each wire says. */
export const either =
  (texts: Readonly<Record<Wire['name'], string>>): Text =>
  ({ name }) =>
    texts[name];

/** The last event, of an answer that has completed. */
export const completedOf = ({ events }: Played) => events.at(-1);
