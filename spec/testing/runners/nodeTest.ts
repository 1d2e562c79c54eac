// A test file for node:test, run by spec/testing/nodeTest.spec.ts.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { marbleRunner } from '../../../lib/testing/index.js';

const marbles = marbleRunner((actual, expected) => assert.deepStrictEqual(actual, expected));

void it(
  'differs',
  marbles(({ cold, expectObservable }) => {
    expectObservable(cold('-a-|', { a: { delta: 'Hi' } })).toBe('-a-|', { a: { delta: 'Hello' } });
  }),
);

void it(
  'is the same',
  marbles(({ cold, expectObservable }) => expectObservable(cold('-a-|')).toBe('-a-|')),
);
