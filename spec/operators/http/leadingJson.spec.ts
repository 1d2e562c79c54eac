import { expect } from 'chai';
import { leadingJson, type LeadingJsonResult } from '../../../lib/operators/http/leadingJson.js';

/** The result of a text that is divided at some places: the first one that is not `more`. */
const resultOf = (text: string, places: readonly number[] = []): LeadingJsonResult => {
  const reader = leadingJson();
  const ends = [...places, text.length];
  for (const [index, end] of ends.entries()) {
    const result = reader.add(text.slice(ends[index - 1] ?? 0, end));
    if (result.type !== 'more') return result;
  }
  return { type: 'more' };
};

const error = '{"error":{"message":"a } and a \\" in a text"}}';
const rows: readonly (readonly [string, string, object])[] = [
  ['an error', error, { type: 'other', text: error }],
  ['an error behind another value', `{"status":"queued"}\n${error}`, { type: 'other', text: error }],
  ['a whole answer of Chat', '{"choices":[]}', { type: 'other', text: '{"choices":[]}' }],
  ['a whole answer of Responses', '{"output":[]}', { type: 'other', text: '{"output":[]}' }],
  ['a list', '[{"error":"no"}]', { type: 'other', text: '[{"error":"no"}]' }],
  ['events behind a value', '{"status":"queued"}\ndata: {}', { type: 'events' }],
  ['events behind a value and a comment', '{"status":"queued"}\r\n: ping\n', { type: 'events' }],
  ['a value that is not whole', '{"error":', { type: 'more' }],
  ['a field on the line of a value', '{"a":1} data: x', { type: 'more' }],
  ['brackets that never end', '['.repeat(50), { type: 'more' }],
  ['a value that is not JSON', '{oops}\n', { type: 'more' }],
  ['a bracket too many', '{"a":1}}\n]\n', { type: 'more' }],
];

describe('leadingJson', () => {
  for (const [what, text, expected] of rows)
    it(`reads ${what} alike wherever it is divided`, () => {
      expect(resultOf(text)).to.deep.include(expected);
      for (let place = 1; place < text.length; place++)
        expect(resultOf(text, [place]), String(place)).to.deep.equal(resultOf(text));
      const everywhere = Array.from({ length: text.length - 1 }, (_, place) => place + 1);
      expect(resultOf(text, everywhere)).to.deep.equal(resultOf(text));
    });
});
