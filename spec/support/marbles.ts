import { expect } from 'chai';
import { marbleRunner } from '../../lib/testing/marbles.js';

/** The house's marble runner: chai's deep equality, errors compared without their stacks. */
export const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));
