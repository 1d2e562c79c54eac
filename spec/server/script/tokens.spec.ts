import { expect } from 'chai';
import { piecesOf, wordsOf } from '../../../lib/server/script/tokens.js';

describe('server/tokens', () => {
  const texts: readonly (readonly [text: string, words: readonly string[]])[] = [
    ['', []],
    ['Hello', ['Hello']],
    ['Hello there, you', ['Hello', ' there,', ' you']],
    ['  two\n\nlines ', ['  two', '\n\nlines', ' ']],
    [' \n', [' \n']],
  ];
  for (const [text, words] of texts) {
    it(`splits ${JSON.stringify(text)} so that white space stays with the word after it`, () => {
      expect(wordsOf(text)).to.deep.equal(words);
      expect(wordsOf(text).join('')).to.equal(text);
    });
  }

  const jsons: readonly (readonly [text: string, pieces: readonly string[]])[] = [
    ['', []],
    ['7', ['7']],
    ['{}', ['{', '}']],
    ['{"city":"Paris"}', ['{"city":', '"Paris"}']],
    ['{"a":"line\\nbreak","b":1}', ['{"a":"li', 'ne\\nbrea', 'k","b":1', '}']],
    ['"a\nb"', ['"a\n', 'b"']],
    ['"😀😀"', ['"😀', '😀"']],
  ];
  for (const [text, pieces] of jsons) {
    it(`splits ${JSON.stringify(text)} into pieces without breaking a character`, () => {
      expect(piecesOf(text)).to.deep.equal(pieces);
    });
  }
});
