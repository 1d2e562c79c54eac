import { expect } from 'chai';
import { headerFault, isHeaderName, isHeaderValue } from '../../lib/provider/headerRules.js';

const names: readonly (readonly [string, boolean])[] = [
  ['x-a', true],
  ['session_id', true],
  ["!#$%&'*+.^_`|~09AZaz-", true],
  ['', false],
  ['x a', false],
  ['x:a', false],
  ['x-a\r\nx-b', false],
  ['x-a\n', false],
  ['é', false],
  ['x(a)', false],
];

const values: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['Bearer abc', true],
  ['tab\tand space', true],
  ['latin \xe9', true],
  ['a\r\nx-b: 1', false],
  ['a\n', false],
  ['a\rb', false],
  ['a\0b', false],
  ['a\x7fb', false],
  ['emoji 👍', false],
  ['ĉ', false],
];

describe('headerRules', () => {
  for (const [name, legal] of names)
    it(`${legal ? 'allows' : 'forbids'} the header name ${JSON.stringify(name)}`, () => {
      expect(isHeaderName(name)).to.equal(legal);
      expect(headerFault(name, 'v') === undefined).to.equal(legal);
    });

  for (const [value, legal] of values)
    it(`${legal ? 'allows' : 'forbids'} the header value ${JSON.stringify(value)}`, () => {
      expect(isHeaderValue(value)).to.equal(legal);
      expect(headerFault('x-a', value) === undefined).to.equal(legal);
    });

  it('names the header whose value is wrong, and never repeats the value', () => {
    expect(headerFault('api-key', 'hunter2\r\n')).to.include('api-key').and.not.include('hunter2');
  });

  it('shows a wrong name on one line and cut short', () => {
    const fault = headerFault(`x-a\r\ninjected: ${'y'.repeat(500)}`, 'v');
    expect(fault).to.match(/^a header name must consist of letters, digits and hyphens, got "x-a\?\?injected: y+"$/);
    expect(fault).to.have.lengthOf.below(110);
  });
});
