import { expect } from 'chai';
import { verificationsIn } from '../../lib/protocol/verifications.js';

const KNOWN = 'trusted_access_for_cyber';

describe('verificationsIn', () => {
  const rows: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['a word', KNOWN, [KNOWN]],
    ['a word between spaces', ` ${KNOWN}\t`, [KNOWN]],
    ['a comma list', `a,${KNOWN}, b`, [KNOWN]],
    ['a repeated word once', `${KNOWN},${KNOWN}`, [KNOWN]],
    ['a list of texts', ['a', ` ${KNOWN} `], [KNOWN]],
    ['a repeated member once', [KNOWN, KNOWN], [KNOWN]],
    ['the texts among other members', [null, 7, {}, [KNOWN], KNOWN], [KNOWN]],
    ['no unknown word', 'tomorrow', []],
    ['no word in another case', KNOWN.toUpperCase(), []],
    ['no part of a word', `${KNOWN}_more`, []],
    ['no comma list inside a list', [`${KNOWN},${KNOWN}`], []],
    ['no empty text', '', []],
    ['no empty list', [], []],
    ['no null', null, []],
    ['no absence', undefined, []],
    ['no number', 7, []],
    ['no object', { 0: KNOWN, length: 1 }, []],
    ['no name that objects have', 'constructor,__proto__', []],
  ];
  for (const [what, said, expected] of rows)
    it(`reads ${what}`, () => {
      expect(verificationsIn(said)).to.deep.equal(expected);
    });
});
