// What `npm publish` would send, against the rule: every source of lib with the four files that are built from it, the
// joined ones, the package's documents, and nothing else. Whatever package.json names is among it.
import * as t from 'io-ts';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };

const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'];
const BUILT = ['.js', '.js.map', '.d.ts', '.d.ts.map'];

const PackReport = t.array(
  t.type({ size: t.number, unpackedSize: t.number, files: t.array(t.type({ path: t.string })) }),
);

const root = fileURLToPath(new URL('..', import.meta.url));

const pack = (): t.TypeOf<typeof PackReport>[number] => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
  const { stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  const report: unknown = stdout === '' ? undefined : JSON.parse(stdout);
  if (!PackReport.is(report) || report[0] === undefined) throw new Error(`npm pack said something else: ${stderr}`);
  return report[0];
};

const sources = readdirSync(`${root}lib`, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => path.endsWith('.ts'));
const expected = new Set([
  ...DOCUMENTS,
  ...sources.map((path) => `lib/${path}`),
  ...sources.flatMap((path) => BUILT.map((ending) => `dist/${path.slice(0, -'.ts'.length)}${ending}`)),
]);

const entryPoints = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'string' ? [target] : Object.values<string | null>(target).filter((path) => path !== null),
);
// Not normalised: `npm publish` takes a command away whose path begins with "./".
const targets = [...entryPoints.map((path) => posix.normalize(path)), ...Object.values(manifest.bin)];

/** The modules of each entry point in one piece, for Node, and what several entry points share; see join.js. */
const isJoined = (path: string): boolean => path.startsWith('dist/joined/');

const { size, unpackedSize, files } = pack();
const packed = new Set(files.map(({ path }) => path));
const faults = [
  ...[...packed]
    .filter((path) => !expected.has(path) && !isJoined(path))
    .map((path) => `${path} has no source in lib, and is packed`),
  ...[...expected].filter((path) => !packed.has(path)).map((path) => `${path} is not packed`),
  ...targets.filter((path) => !packed.has(path)).map((path) => `${path} is named in package.json, and is not packed`),
];
for (const fault of faults) console.log(`pack: ${fault}`);
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
console.log(`pack: ${packed.size} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`);
process.exitCode = faults.length === 0 ? 0 : 1;
