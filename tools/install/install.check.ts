// `npm run check:install`: the package from its tarball, in programs such as its users write. Each streams an answer from
// the scripted server that was installed with it.
import { expect } from 'chai';
import { build } from 'esbuild';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { nodeProgram } from '../../bench/prepare.js';
import { describeInChromium } from '../../spec/browser/chromium.js';
import { pageErrorsOf } from '../../spec/browser/pageErrors.js';
import { loopback, type Loopback } from '../../spec/support/loopback.js';
import { definitionsOf } from './definitionsOf.js';
import { declareFrameworkChecks } from './frameworks.js';
import { declareTestRunnerChecks } from './testRunners.js';
import {
  ACCEPTED,
  reachRegistry,
  run,
  SAID,
  setUp,
  startServer,
  type Outcome,
  type Server,
  type SetUp,
} from './setUp.js';

const NODES = ['20.19.0', '22', '24'];
/** The oldest that is supported, and today's. */
const TYPESCRIPTS = ['5.4', '7.0'];
const REACTS = ['18', '19'];

/** The answer alone: a warning on stderr is a failure, too. */
const ANSWERED: Outcome = { status: 0, stdout: `${SAID}\n`, stderr: '' };

/** Makes one file of the page's program, as a bundler does for browsers. */
const bundle = (browser: string): Promise<unknown> =>
  build({
    entryPoints: [join(browser, 'page.ts')],
    outfile: join(browser, 'bundle.mjs'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
  });

const declareChecks = ({ node, browser, angular, react, typescript }: SetUp): void => {
  const compile = (version: string, application: string, project: string, ...options: readonly string[]): Outcome =>
    run(process.execPath, [join(typescript(version), 'bin/tsc'), '-p', project, ...options], application);

  describe('the installed package', () => {
    for (const version of NODES)
      describe(`under Node ${version}`, () => {
        let program: string;
        before(() => {
          program = nodeProgram(version);
        });

        it('answers an ES module', () => {
          expect(run(program, ['stream.mjs'], node)).to.deep.equal(ANSWERED);
        });

        it('answers a CommonJS module, which requires it without a warning', () => {
          expect(run(program, ['stream.cjs'], node)).to.deep.equal(ANSWERED);
        });
      });

    it('brings a command that answers', () => {
      const { status, stdout } = run('npx', ['--no-install', 'codex-rx', 'Write a haiku'], node);
      expect(status).to.equal(0);
      expect(stdout.trim()).not.to.equal('');
    });
  });

  describe('the installed types', () => {
    it('are asked for at every entry point by the strict programs', () => {
      const files = [join(node, 'entryPoints.ts'), join(angular, 'main.ts'), join(react('19'), 'main.tsx')];
      const program = files.map((file) => readFileSync(file, 'utf8')).join('');
      // Its peers are not installed here. examples/ag-ui is compiled with it.
      const imported = Object.entries(manifest.exports).filter(([entryPoint]) => entryPoint !== './ag-ui');
      for (const [entryPoint, target] of imported)
        if (typeof target !== 'string') expect(program).to.contain(`from '${entryPoint.replace('.', manifest.name)}'`);
    });

    for (const version of TYPESCRIPTS) {
      it(`are accepted by TypeScript ${version} under nodenext, and the program answers`, () => {
        expect(compile(version, node, 'tsconfig.app.json')).to.deep.equal(ACCEPTED);
        expect(run(process.execPath, ['entryPoints.js'], node)).to.deep.equal(ANSWERED);
      });

      it(`are accepted by TypeScript ${version} for bundlers`, () => {
        const options = ['--noEmit', '--module', 'ESNext', '--moduleResolution', 'Bundler'];
        expect(compile(version, node, 'tsconfig.app.json', ...options)).to.deep.equal(ACCEPTED);
      });

      it(`are accepted by TypeScript ${version} in a page, where no types of Node are`, () => {
        expect(compile(version, browser, 'tsconfig.app.json')).to.deep.equal(ACCEPTED);
      });
    }

    it('let an import of a CommonJS module become a require()', () => {
      expect(compile('7.0', node, 'tsconfig.commonjs.json')).to.deep.equal(ACCEPTED);
      expect(run(process.execPath, ['typed.cjs'], node)).to.deep.equal(ANSWERED);
    });
  });

  describe('the installed sources', () => {
    it('are where an editor goes to from a use', () => {
      copyFileSync(join(node, 'tsconfig.app.json'), join(node, 'tsconfig.json')); // editors know it by no other name
      const file = join(node, 'entryPoints.ts');
      const lines = readFileSync(file, 'utf8').split('\n');
      const uses = lines.flatMap((text, index) => {
        const name = /^import \{ (\w+).* from 'codex-rx/.exec(text)?.[1];
        return name === undefined ? [] : [{ name, line: index + 1, offset: text.indexOf(name) + 1 }];
      });
      const definitions = definitionsOf(join(typescript('5.4'), 'lib/tsserver.js'), file, uses);
      expect(definitions).to.have.length(uses.length).above(0);
      for (const [index, { name }] of uses.entries()) {
        expect(definitions[index]?.file).to.contain('/node_modules/codex-rx/lib/');
        expect(definitions[index]?.text).to.match(new RegExp(`^export (const|class) ${name}\\b`));
      }
    });
  });

  describe('the installed package, bundled for browsers', () => {
    let server: Server;
    before(async () => {
      await bundle(browser);
      server = await startServer(node);
    });
    after(() => server.stop());

    it('answers over the fetch of Node', () => {
      expect(run(process.execPath, ['ask.mjs', server.baseUrl], browser)).to.deep.equal(ANSWERED);
    });

    describeInChromium('in Chromium', (using) => {
      let site: Loopback;
      before(async () => {
        site = await loopback(({ url }, response) => {
          const isProgram = url === '/bundle.mjs';
          response.setHeader('content-type', isProgram ? 'text/javascript' : 'text/html');
          response.end(readFileSync(join(browser, isProgram ? 'bundle.mjs' : 'index.html')));
        });
      });
      after(() => site.stop());

      it('answers a page', async () => {
        const page = await using.context.newPage();
        const pageErrors = pageErrorsOf(page);
        await page.goto(`${site.origin}/?server=${server.baseUrl}`);
        await page.getByText(SAID).waitFor();
        expect(pageErrors).to.deep.equal([]);
        await page.close();
      });
    });
  });
};

if (reachRegistry()) {
  const installed = setUp({ typescripts: TYPESCRIPTS, reacts: REACTS });
  declareChecks(installed);
  declareFrameworkChecks(installed, REACTS);
  declareTestRunnerChecks(installed);
} else console.log('check:install: skipped, there is no registry to install the dependencies of the package from');
