import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import * as t from 'io-ts';

const Rendered = t.type({ html: t.string, requests: t.number });

describe('codex-rx/angular, rendered by a server', () => {
  it('holds the page until the answer is complete, and sends it with the page', async () => {
    const program = fileURLToPath(new URL('renderPage.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
    const rendered: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? ''); // Angular prints a line of its own
    if (!Rendered.is(rendered)) throw new Error(`the program printed ${stdout}`);
    expect(rendered.html).to.match(/<p[^>]*>Hello there<\/p>/);
    expect(rendered.html).to.contain('"codex-rx.Hi":{');
    expect(rendered.requests).to.equal(1);
  }).timeout(60_000); // the program is compiled first
});
