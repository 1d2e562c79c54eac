import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { pageBlocks } from './codeBlocks.js';

describe('the page about testing', () => {
  it('shows the code that is run, all of it and nothing else', () => {
    const shown = pageBlocks('docs/testing.md', 'ts').map(({ code }) => code);
    expect(shown.join('\n')).to.equal(readFileSync(new URL('./testing.spec.ts', import.meta.url), 'utf8'));
  });
});
