import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { expect } from 'chai';
import { useServer } from '../support/scripted.js';
import { documentedCode, pages, ROOT, sources, type CodeBlock } from './codeBlocks.js';
import { compileBlocks, type Compilation } from './compileBlocks.js';
import { writeFixtures } from './fixtures.js';
import { answerInKind, SAID } from './prelude.js';
import { runBlock } from './runBlock.js';

/** Examples that cannot run here, by file, with the reason. They are compiled only. */
const NOT_RUN: ReadonlyMap<string, string> = new Map(
  'zstdCompress' in zlib ? [] : [['lib/node/nodeTransport.ts', 'zstd needs Node 22.15']],
);

const titleOf = ({ file, line }: CodeBlock): string => {
  const reason = NOT_RUN.get(file);
  return `${reason === undefined ? 'compiles and runs' : `compiles, but ${reason}`}: ${file}:${line}`;
};

/** True for code that shows the answer to the user. */
const showsSomething = ({ code }: CodeBlock): boolean => /\b(render|append|stdout\.write|textContent)\b/.test(code);

describe('the code of the documents', () => {
  const blocks = documentedCode();
  const using = useServer({ script: answerInKind });
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'codex-rx-'));
  let compilation: Compilation;

  before(async function () {
    this.timeout(240_000); // the types of the frameworks are compiled, too
    compilation = compileBlocks(blocks);
    await writeFixtures(folder);
    process.chdir(folder);
  });
  after(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  it('is found completely', () => {
    const count = (files: readonly string[], pattern: RegExp): number =>
      files.flatMap((file) => readFileSync(join(ROOT, file), 'utf8').match(pattern) ?? []).length;
    expect(blocks).to.have.length(count(pages(), /```ts/g) + count(sources(), /@example/g));
  });

  it('has an example of every function and class of an entry point', () => {
    expect(compilation.withoutExample).to.deep.equal([]);
  });

  blocks.forEach((block, index) => {
    it(titleOf(block), async () => {
      const compiled = compilation.blocks[index];
      if (compiled === undefined) return expect.fail('the block was not compiled');
      expect(compiled.faults).to.deep.equal([]);
      if (NOT_RUN.has(block.file)) return;
      const shown = await runBlock(compiled, using.server);
      if (showsSomething(block) && using.server.requests.length > 0) expect(JSON.stringify(shown)).to.contain(SAID);
    });
  });
});
