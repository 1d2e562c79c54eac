import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { pageBlocks } from './docs/codeBlocks.js';

describe('the guide to testing', () => {
  it('shows the code that is run, all of it and nothing else', () => {
    const shown = pageBlocks('guide/testing.md', 'ts').map(({ code }) => code);
    expect(shown.join('\n')).to.equal(readFileSync(new URL('../guide/testing.spec.ts', import.meta.url), 'utf8'));
  });
});
