import { expect } from 'chai';
import { ParseError } from 'eventsource-parser';
import { strayJson } from '../../../lib/operators/framing/strayJson.js';

const unknown = (line: string): ParseError => new ParseError('unknown field', { type: 'unknown-field', line });
const read = (text: string, limit = 1000): readonly (string | undefined)[] => {
  const stray = strayJson(limit);
  return text.split('\n').map((line) => stray.add(unknown(line)));
};
const results = (text: string, limit?: number) => read(text, limit).filter((each) => each !== undefined);
const ERROR = { error: { code: 503, message: 'no' } };

describe('strayJson', () => {
  it('joins the lines of an indented object', () => {
    expect(results(JSON.stringify(ERROR, null, 2))).to.deep.equal([JSON.stringify(ERROR)]);
  });
  it('takes the first object of a list', () => {
    expect(results(JSON.stringify([ERROR, { a: 1 }], null, 2))).to.deep.equal([JSON.stringify(ERROR)]);
    expect(results('[{\n"a": 1\n}\n]')).to.deep.equal(['{"a":1}']);
  });
  it('returns it at its last line and not before', () => {
    const all = read('{\n"error": {\n"message": "no"\n}\n}');
    expect(all).to.deep.equal([undefined, undefined, undefined, undefined, '{"error":{"message":"no"}}']);
  });
  it('reads a second object behind the first', () => {
    expect(results('{\n"a": 1\n}\n{\n"b": 2\n}')).to.deep.equal(['{"a":1}', '{"b":2}']);
  });
  for (const text of ['{"a":1}', 'no healthy upstream', '{ oops', '}', '[1,\n2\n]', '{\n"a": 1'])
    it(`returns nothing for ${JSON.stringify(text)}`, () => {
      expect(results(text)).to.deep.equal([]);
    });
  it('is open while an object has begun, and drops one that is longer than the limit', () => {
    const stray = strayJson(10);
    expect(stray.isOpen).to.equal(false);
    stray.add(unknown('{'));
    expect(stray.isOpen).to.equal(true);
    expect(stray.add(unknown('"a": "longer than ten characters"'))).to.equal(undefined);
    expect(stray.isOpen).to.equal(false);
    expect(results('{\n"a": "longer than ten"\n}', 10)).to.deep.equal([]);
  });
  it('drops what is longer than the limit, and counts each object for itself', () => {
    expect(results('{\n"a": 1\n}', 8)).to.deep.equal(['{"a":1}']);
    expect(results('{\n"a": 1\n}', 7)).to.deep.equal([]);
    expect(results('{\n"a": 1\n}\n{\n"b": 2\n}', 8)).to.deep.equal(['{"a":1}', '{"b":2}']);
  });
  it('ignores other faults of a line', () => {
    const stray = strayJson(10);
    stray.add(unknown('{'));
    expect(stray.add(new ParseError('retry', { type: 'invalid-retry', line: '}' }))).to.equal(undefined);
    expect(stray.isOpen).to.equal(true);
  });
});
