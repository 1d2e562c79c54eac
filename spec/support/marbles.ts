import { expect } from 'chai';
import { marbleRunner } from '../../lib/testing/marbles.js';

/** Marble runner with chai's deep equality. Errors are compared without their stacks. */
export const marbles = marbleRunner((actual, expected) => expect(actual).to.deep.equal(expected));
