import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { blocksOf } from './support/blocksOf.js';

const read = (name: string): string => readFileSync(new URL(`../guide/${name}`, import.meta.url), 'utf8');

describe('the guide to testing', () => {
  it('shows the code that is run, all of it and nothing else', () => {
    expect(blocksOf(read('testing.md'), 'ts').join('\n')).to.equal(read('testing.spec.ts'));
  });
});
