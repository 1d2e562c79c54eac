import { expect } from 'chai';
import { reasonOf } from '../../../lib/protocol/errors/reasonOf.js';

describe('reasonOf', () => {
  for (const [what, thrown, reason] of [
    ['the message of an error', new TypeError('no'), 'no'],
    ['a text as it is', 'no', 'no'],
    ['anything else as text', 404, '404'],
    ['nothing at all', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object as JSON', { code: 1, toString: null }, '{"code":1,"toString":null}'],
  ] as const)
    it(`gives ${what}`, () => {
      expect(reasonOf(thrown)).to.equal(reason);
    });
});
