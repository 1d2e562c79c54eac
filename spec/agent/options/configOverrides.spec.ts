import { expect } from 'chai';
import { parse } from 'smol-toml';
import fc from 'fast-check';
import { configOverrides, type ConfigObject } from '../../../lib/agent/options/configOverrides.js';

describe('configOverrides', () => {
  const cases: readonly (readonly [ConfigObject, readonly string[]])[] = [
    [{}, []],
    [{ model: 'gpt-5' }, ['model="gpt-5"']],
    [{ a: { b: 1, c: { d: true } }, e: 1.5 }, ['a.b=1', 'a.c.d=true', 'e=1.5']],
    [{ a: { b: undefined }, c: undefined }, []],
    [{ a: {} }, ['a={}']],
    [{ list: [1, 'x', [true]] }, ['list=[ 1, "x", [ true ] ]']],
    [{ list: [{ a: 1, b: undefined, c: { d: 'e' } }] }, ['list=[ { a = 1, c = { d = "e" } } ]']],
    [{ text: 'a "quoted"\nline\\' }, ['text="a \\"quoted\\"\\nline\\\\"']],
    // The program would cut the key at its dot: the table goes as a value.
    [{ providers: { 'my.own': { name: 'x' } } }, ['providers={ "my.own" = { name = "x" } }']],
  ];
  for (const [config, overrides] of cases)
    it(`writes ${JSON.stringify(config)}`, () => {
      expect(configOverrides(config)).to.deep.equal(overrides);
    });

  it('writes any text so that TOML reads it back, on one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [override = ''] = configOverrides({ text });
        expect(override).not.to.contain('\n');
        expect(parse(override)).to.deep.equal({ text });
      }),
    );
  });

  it('refuses a key that has no form on the command line', () => {
    for (const config of [{ 'a.b': 1 }, { 'a=b': 1 }, { '': 1 }])
      expect(() => configOverrides(config)).to.throw(/must consist of letters, digits, _ and -/);
  });

  it('refuses a value that TOML has no form for, and names its place', () => {
    for (const json of ['{ "a": { "b": [null] } }', '{ "a": { "b": null } }']) {
      const config: unknown = JSON.parse(json);
      expect(() => configOverrides(Object.assign({}, config))).to.throw(
        /config\.a\.b must be a value that TOML can represent/,
      );
    }
  });
});
