import { clientRows } from './clientRows.js';
import { playFault } from './playFault.js';
import { rows } from './rows/index.js';
import { transports, type TransportName } from './transports.js';
import { wires } from './wires.js';

/** Declares a test for each fault of the catalogue over each API. Each transport has a file, so that they run side by side. */
export const declareFaults = (name: TransportName): void => {
  for (const [section, faults] of Object.entries(rows))
    describe(`${name}, faults of the section ${section}:`, () => {
      for (const [what, fault] of Object.entries(faults))
        for (const wire of wires) it(`${what}, ${wire.name}`, () => playFault(fault, wire, name));
    });

  describe(`${name}, what programs do to a client:`, () => {
    for (const [what, play] of Object.entries(clientRows))
      for (const wire of wires) it(`${what}, ${wire.name}`, () => play(wire, transports[name]()));
  });
};
