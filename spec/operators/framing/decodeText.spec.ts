import { expect } from 'chai';
import { from } from 'rxjs';
import { decodeText } from '../../../lib/operators/framing/decodeText.js';
import { bytes, cutEverywhere } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

const textOf = (...chunks: readonly Uint8Array[]) => syncOutcome(from(chunks).pipe(decodeText())).values.join('');
const raw = (...values: readonly number[]) => new Uint8Array(values);

describe('decodeText', () => {
  it('decodes characters of one to four bytes, wherever they are cut', () => {
    const text = 'h é € 😀 e\u0301';
    for (const chunks of cutEverywhere(bytes(text))) expect(textOf(...chunks)).to.equal(text);
  });

  it('drops a byte-order mark at the start, wherever it is cut', () => {
    expect(textOf(bytes('\uFEFFa'))).to.equal('a');
    for (const chunks of cutEverywhere(bytes('\uFEFFa'))) expect(textOf(...chunks)).to.equal('a');
  });

  it('keeps a byte-order mark that is not at the start, also where a chunk begins with it', () => {
    expect(textOf(bytes('a'), bytes('\uFEFFb'))).to.equal('a\uFEFFb');
    expect(textOf(bytes('\uFEFF\uFEFFb'))).to.equal('\uFEFFb');
    for (const chunks of cutEverywhere(bytes('\uFEFF\uFEFFb'))) expect(textOf(...chunks)).to.equal('\uFEFFb');
  });

  it('drops the byte-order mark of every subscription', () => {
    const text$ = from([bytes('\uFEFFa')]).pipe(decodeText());
    expect([syncOutcome(text$).values, syncOutcome(text$).values]).to.deep.equal([['a'], ['a']]);
  });

  const broken: readonly (readonly [string, Uint8Array, string])[] = [
    ['a byte that no character has', raw(0x61, 0xff, 0x62), 'a\uFFFDb'],
    ['a stray continuation byte', raw(0x61, 0x80, 0x62), 'a\uFFFDb'],
    ['a character that breaks off before another one', raw(0xe2, 0x82, 0x62), '\uFFFDb'],
    ['a character that the end cuts off', raw(0x61, 0xf0, 0x9f, 0x98), 'a\uFFFD'],
    ['an overlong form', raw(0xc0, 0xaf), '\uFFFD\uFFFD'],
    ['half a surrogate pair', raw(0xed, 0xa0, 0x80), '\uFFFD\uFFFD\uFFFD'],
  ];
  for (const [name, chunk, text] of broken)
    it(`puts U+FFFD for ${name}, however it is cut`, () => {
      expect(textOf(chunk)).to.equal(text);
      for (const chunks of cutEverywhere(chunk)) expect(textOf(...chunks)).to.equal(text);
    });

  it('emits nothing for a chunk without a whole character', () => {
    const pieces = from([raw(), raw(0xf0), raw(0x9f), raw(0x98), raw(0x80)]).pipe(decodeText());
    expect(syncOutcome(pieces)).to.deep.equal({ values: ['😀'], end: 'complete' });
  });
});
