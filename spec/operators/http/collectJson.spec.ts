import { expect } from 'chai';
import { from } from 'rxjs';
import { collectJson } from '../../../lib/operators/http/collectJson.js';
import { collectText } from '../../../lib/operators/http/collectText.js';
import { bytes, cutEverywhere } from '../../../lib/testing/wire.js';
import { syncOutcome } from '../syncOutcome.js';

const collected = (text: string, limit = 1000) => syncOutcome(from([bytes(text)]).pipe(collectJson({ limit })));

describe('collectJson', () => {
  it('parses a body however it is cut', () => {
    const text = '{"name":"é€😀","list":[1,2]}';
    for (const chunks of cutEverywhere(bytes(text)))
      expect(syncOutcome(from(chunks).pipe(collectJson({ limit: 1000 })))).to.deep.equal({
        values: [{ name: 'é€😀', list: [1, 2] }],
        end: 'complete',
      });
  });

  it('takes a byte-order mark and white space around the JSON', () => {
    expect(collected('\uFEFF\n {"a":1}\n').values).to.deep.equal([{ a: 1 }]);
  });

  for (const value of [null, 0, '', false, []])
    it(`emits ${JSON.stringify(value)}`, () => {
      expect(collected(JSON.stringify(value))).to.deep.equal({ values: [value], end: 'complete' });
    });

  const wrong = [
    ['a page', '<html>\n<body>', '<html> <body>'],
    ['JSON that is cut off', '{"a":', '{"a":'],
    ['nothing at all', '', '(empty)'],
    ['white space', ' \n', '(empty)'],
    ['a long text', 'word '.repeat(100), `${'word '.repeat(40)}…`],
  ] as const;
  for (const [name, text, words] of wrong)
    it(`fails at ${name} and shows its first words`, () => {
      const detail = `expected JSON, but the body begins: ${words}`;
      expect(collected(text)).to.deep.equal({
        values: [],
        end: 'error',
        error: { type: 'stream', reason: 'not_json', detail },
      });
    });

  for (const [name, text, words] of wrong)
    it(`names the body that ${name} is in place of, where its name is given`, () => {
      const detail = `failed to decode memories response: expected JSON, but the body begins: ${words}`;
      const json$ = from([bytes(text)]).pipe(collectJson({ limit: 1000, what: 'memories response' }));
      expect(syncOutcome(json$)).to.deep.equal({
        values: [],
        end: 'error',
        error: { type: 'stream', reason: 'not_json', detail },
      });
    });

  it('emits a body that is JSON, whatever its name', () => {
    const json$ = from([bytes('{"a":1}')]).pipe(collectJson({ limit: 1000, what: 'memories response' }));
    expect(syncOutcome(json$)).to.deep.equal({ values: [{ a: 1 }], end: 'complete' });
  });

  it('fails where the body is longer than the limit, in characters', () => {
    expect(collected('"é€😀"', 6).values).to.deep.equal(['é€😀']);
    expect(collected('"é€😀"', 5)).to.deep.equal({
      values: [],
      end: 'error',
      error: { type: 'stream', reason: 'too_large', detail: 'the body is longer than 5 characters (limit)' },
    });
  });
});

describe('collectText', () => {
  it('joins a body however it is cut', () => {
    const text = 'é€😀\r\n';
    for (const chunks of cutEverywhere(bytes(text)))
      expect(syncOutcome(from(chunks).pipe(collectText({ limit: 10 })))).to.deep.equal({
        values: [text],
        end: 'complete',
      });
  });
});
