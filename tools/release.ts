// `npm run release -- <version> [--dry-run]`: refuses what must not be released, runs every check, packs and publishes.
// A dry run does all of it but the publishing, which npm only pretends to do.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { releaseFaults } from './releaseFaults.js';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();
const run = (program: string, ...args: readonly string[]): void => {
  execFileSync(program, args, { cwd, stdio: 'inherit' });
};

const { values, positionals } = parseArgs({ options: { 'dry-run': { type: 'boolean' } }, allowPositionals: true });
const [version = ''] = positionals;
const isDryRun = values['dry-run'] === true;

const faults = releaseFaults({
  version,
  isDryRun,
  manifest,
  changelog: readFileSync(`${cwd}CHANGELOG.md`, 'utf8'),
  branch: git('rev-parse', '--abbrev-ref', 'HEAD'),
  changes: git('status', '--porcelain'),
  tags: git('tag', '--list').split('\n'),
});

if (faults.length > 0) {
  for (const fault of faults) console.error(`release: ${fault}`);
  process.exitCode = 1;
} else {
  run('.ci/run');
  const tag = version.includes('-') ? 'next' : 'latest';
  run('npm', 'publish', '--tag', tag, ...(isDryRun ? ['--dry-run'] : []));
  if (isDryRun) console.log(`release: ${version} could be published`);
  else {
    run('git', 'tag', `v${version}`);
    console.log(`release: ${version} is published. Push the tag: git push origin v${version}`);
  }
}
