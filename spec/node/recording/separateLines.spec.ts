import { expect } from 'chai';
import { from } from 'rxjs';
import { separateLines } from '../../../lib/node/recording/separateLines.js';
import { bytes, cutEverywhere } from '../../../lib/testing/wire.js';
import { valuesOf } from '../../support/collect.js';

const cases: readonly [string, string, string][] = [
  ['LF', 'a\nb\n', 'a\n\nb\n\n'],
  ['CRLF', 'a\r\nb\r\n', 'a\n\nb\n\n'],
  ['a last line without an end', 'a\nb', 'a\n\nb\n\n'],
  ['empty lines', 'a\n\n\r\nb\n', 'a\n\n\n\n\n\nb\n\n'],
  ['a CR inside a line', 'a\rb\n', 'a\rb\n\n'],
  ['characters of several bytes', 'é€😀\n', 'é€😀\n\n'],
];

describe('separateLines', () => {
  for (const [what, given, expected] of cases)
    it(`puts an empty line after every line, wherever the bytes are cut: ${what}`, async () => {
      const whole = bytes(given);
      for (const cut of [[whole], ...cutEverywhere(whole)])
        expect(Buffer.concat(await valuesOf(from(cut).pipe(separateLines()))).toString()).to.equal(expected);
    });

  it('makes nothing of nothing', async () => {
    expect(await valuesOf(from([new Uint8Array()]).pipe(separateLines()))).to.deep.equal([]);
  });
});
