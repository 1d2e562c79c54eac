import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ATTRIBUTE } from '../../lib/otel/attributes.js';
import { VERSION } from '../../lib/otel/version.js';

const FOLDER = new URL('../../lib/otel/', import.meta.url);

describe('the table of attributes', () => {
  it('has a name for each', () => {
    const names = Object.values(ATTRIBUTE);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^[a-z_]+(\.[a-z_]+)+$/);
  });

  it('is the only file of its folder that contains them', () => {
    const spelling = readdirSync(FOLDER)
      .filter((file) => file !== 'attributes.ts')
      .filter((file) =>
        /'(gen_ai|openai|codex_rx|server|error|http)\.\w+/.test(readFileSync(new URL(file, FOLDER), 'utf8')),
      );
    expect(spelling).to.deep.equal([]);
  });
});

describe('VERSION', () => {
  it('is that of the package', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(manifest).to.have.property('version', VERSION);
  });
});
