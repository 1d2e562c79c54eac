// The packed package in an application of Angular, which is compiled ahead of time, and in one of React.
import { expect } from 'chai';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { describeInChromium } from '../../spec/browser/chromium.js';
import { pageErrorsOf } from '../../spec/browser/pageErrors.js';
import { loopback, type Loopback } from '../../spec/support/loopback.js';
import { ACCEPTED, run, SAID, startServer, type Server, type SetUp } from './setUp.js';

/** The layers that a page with a client and a framework needs, and the entry points that it imports. */
const NEEDED = [
  'index.js',
  ...['answer', 'backpressure', 'clients', 'decode', 'operators', 'payload', 'protocol', 'provider'],
  ...['telemetry', 'transport'],
];

/** The parts of the package that a bundle has code of. */
const partsOf = (inputs: readonly string[]): readonly string[] => {
  const parts = inputs.flatMap((path) => /codex-rx\/dist\/([^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(parts)].sort();
};

/** Bundles an application of React. It fails at an import of a built-in of Node. */
const bundleReact = async (folder: string): Promise<readonly string[]> => {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.tsx'],
    outfile: 'page.mjs',
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"development"' }, // StrictMode mounts twice only there
    metafile: true,
  });
  return Object.keys(metafile.outputs['page.mjs']?.inputs ?? {});
};

export const declareFrameworkChecks = (
  { node, angular, react, typescript }: SetUp,
  reacts: readonly string[],
): void => {
  /** Declares that the page of a folder shows an answer, and another one after a click. Both are requested once. */
  const answersAPage = (folder: string): void =>
    describeInChromium('in Chromium', (using) => {
      let server: Server;
      let site: Loopback;
      before(async () => {
        server = await startServer(node);
        site = await loopback(({ url }, response) => {
          const isProgram = url === '/page.mjs';
          response.setHeader('content-type', isProgram ? 'text/javascript' : 'text/html');
          response.end(readFileSync(join(folder, isProgram ? 'page.mjs' : 'index.html')));
        });
      });
      after(async () => {
        await site.stop();
        await server.stop();
      });

      it('shows an answer, and a conversation', async () => {
        const page = await using.context.newPage();
        const pageErrors = pageErrorsOf(page);
        const requests: string[] = [];
        page.on('request', (request) => {
          if (request.method() === 'POST') requests.push(request.url());
        });
        await page.goto(`${site.origin}/?server=${server.baseUrl}`);
        await page.locator('p', { hasText: SAID }).waitFor();
        await page.getByRole('button', { name: 'Send' }).click();
        await page.locator('output', { hasText: SAID }).waitFor();
        expect(requests).to.have.length(2);
        expect(pageErrors).to.deep.equal([]);
        await page.close();
      });
    });

  describe('the installed package in an application of Angular', () => {
    it('is accepted by the compiler of Angular, with strict templates', () => {
      const compiler = join(angular, 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js');
      expect(run(process.execPath, [compiler, '-p', 'tsconfig.app.json'], angular)).to.deep.equal(ACCEPTED);
    });

    it('is bundled with what the page needs, and without the compiler', () => {
      const { status, stdout, stderr } = run(process.execPath, ['bundle.mjs'], angular);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      const bundled: unknown = JSON.parse(stdout);
      const inputs = isJsonObject(bundled) ? Object.keys(bundled) : [];
      expect(partsOf(inputs)).to.deep.equal([...NEEDED, 'angular', 'ngrx'].sort());
      expect(inputs.filter((path) => path.includes('@angular/compiler'))).to.deep.equal([]);
    });

    answersAPage(angular);
  });

  for (const version of reacts)
    describe(`the installed package in an application of React ${version}`, () => {
      const folder = react(version);

      it('is accepted by TypeScript', () => {
        const compiler = join(typescript('7.0'), 'bin/tsc');
        expect(run(process.execPath, [compiler, '-p', 'tsconfig.app.json'], folder)).to.deep.equal(ACCEPTED);
      });

      it('is bundled with what the page needs', async () => {
        expect(partsOf(await bundleReact(folder))).to.deep.equal([...NEEDED, 'react'].sort());
      });

      answersAPage(folder);
    });
};
