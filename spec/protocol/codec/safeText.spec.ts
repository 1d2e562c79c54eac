import { expect } from 'chai';
import { parseJsonText } from '../../../lib/protocol/codec/json.js';
import { safeText } from '../../../lib/protocol/codec/safeText.js';

describe('safeText', () => {
  for (const [value, text] of [
    ['a', 'a'],
    [7, '7'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('a'), 'Symbol(a)'],
    [['a', 'b'], 'a,b'],
  ] as const)
    it(`converts ${text} as String does`, () => {
      expect(safeText(value)).to.equal(text);
    });

  const hostile: Readonly<Record<string, unknown>> = {
    'whose toString is null': parseJsonText('{"toString":null}'),
    'without a prototype': { __proto__: null },
    'whose toString throws': {
      toString: () => {
        throw new Error('no text');
      },
    },
  };
  for (const [what, value] of Object.entries(hostile))
    it(`names the kind of an object ${what}`, () => {
      expect(safeText(value)).to.equal('[object Object]');
    });
});
