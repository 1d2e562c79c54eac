import { expect } from 'chai';
import { clientFaults, httpFaults } from './catalogue.js';
import { clientRows } from './clientRows.js';
import { processRows } from './clients/process.js';
import { deviations, notPlayed } from './deviations.js';
import { rows } from './rows/index.js';
import { wires } from './wires.js';

/** The name of the catalogue, without the word in brackets that tells two rows of it apart. */
const nameOf = (row: string): string => row.replace(/ \(.*\)$/, '');

describe('the fault suite', () => {
  it('runs against the built package', () => {
    expect(import.meta.resolve('codex-rx')).to.match(/\/dist\/joined\/index\.js$/);
  });

  it('has a row for every fault of the catalogue, in its section, or the reason why not', () => {
    const played = Object.fromEntries(
      Object.entries(rows).map(([section, faults]) => [section, [...new Set(Object.keys(faults).map(nameOf))].sort()]),
    );
    const wanted = Object.fromEntries(
      Object.entries(httpFaults).map(([section, names]) => [
        section,
        names.filter((name) => !(name in notPlayed)).sort(),
      ]),
    );
    expect(played).to.deep.equal(wanted);
    expect(Object.keys({ ...clientRows, ...processRows }).sort()).to.deep.equal(
      clientFaults.filter((name) => !(name in notPlayed)).sort(),
    );
  });

  it('gives a reason for faults of the catalogue alone', () => {
    const known: readonly string[] = [...Object.values(httpFaults).flat(), ...clientFaults];
    expect([...Object.keys(deviations), ...Object.keys(notPlayed)].filter((name) => !known.includes(name))).to.be.empty;
  });
});

describe('what happens to a program:', () => {
  for (const [what, play] of Object.entries(processRows))
    for (const wire of wires) it(`${what}, ${wire.name}`, () => play(wire));
});
