import { expect } from 'chai';
import { z } from 'zod';
import { tool } from '../../../lib/operators/tools/tool.js';
import type { Tools } from '../../../lib/operators/tools/Tools.js';
import { toolSet } from '../../../lib/operators/tools/toolSet.js';

const named = (name: string) => tool({ name, parameters: { type: 'object' }, run: () => name });

describe('toolSet', () => {
  it('finds tools by name, in a list and in an object', () => {
    expect(toolSet([named('a'), named('b')]).get('b')).to.have.property('name', 'b');
    expect(toolSet({ a: () => 1, b: named('c') }).get('b')).to.have.property('name', 'c');
    expect(toolSet([named('a'), named('b')]).names).to.equal('a, b');
  });

  for (const name of ['constructor', '__proto__', 'toString'])
    it(`finds no tool of the name ${name} that was not given`, () => {
      expect(toolSet({ a: () => 1 }).get(name)).to.equal(undefined);
    });

  for (const [what, tools, sentence] of [
    ['nothing', undefined, /needs tools/],
    ['a schema', [z.object({})], /tools\[0\] is not a tool/],
    ['a declaration', [{ type: 'function', name: 'a', parameters: {} }], /tools\[0\] is not a tool/],
    ['an empty place', { a: undefined }, /tools\.a is not a tool/],
    ['two tools with one name', [named('a'), named('a')], /two tools have the same name/],
  ] as const)
    it(`refuses ${what} with a sentence`, () => {
      const given: unknown = tools;
      expect(() => toolSet(given as Tools)).to.throw(sentence);
    });
});
