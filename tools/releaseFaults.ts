/** The state of the repository before a release. */
export interface ReleaseFacts {
  /** The version that is asked for. */
  readonly version: string;
  /** True: nothing will be published, so nothing needs a date or an address yet. */
  readonly isDryRun: boolean;
  readonly manifest: { readonly version: string; readonly repository?: unknown };
  readonly changelog: string;
  readonly branch: string;
  /** The output of `git status --porcelain`. */
  readonly changes: string;
  readonly tags: readonly string[];
}

const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Returns the date, or `Unreleased`, behind a version in the headings of the changelog; undefined if it has no heading. */
const dateOf = (version: string, changelog: string): string | undefined =>
  changelog
    .split('\n')
    .find((line) => line.startsWith(`## [${version}] - `))
    ?.slice(`## [${version}] - `.length)
    .trim();

/** Returns the reasons against a release, each with the remedy. The list is empty if it can be released. */
export const releaseFaults = (facts: ReleaseFacts): readonly string[] => {
  const { version, isDryRun, manifest, changelog, branch, changes, tags } = facts;
  if (!VERSION.test(version)) return [`"${version}" is no version: npm run release -- 1.2.3 [--dry-run]`];
  const date = dateOf(version, changelog);
  const faults: readonly (readonly [boolean, string])[] = [
    [branch !== 'main', `releases are made of main, and this is ${branch}`],
    [changes !== '', `the tree has changes that are not committed:\n${changes}`],
    [
      manifest.version !== version,
      `package.json says ${manifest.version}: npm version --no-git-tag-version ${version}`,
    ],
    [tags.includes(`v${version}`), `there is a tag v${version} already`],
    [date === undefined, `CHANGELOG.md has no heading "## [${version}] - <date>"`],
    [
      date !== undefined && !DATE.test(date) && !isDryRun,
      `CHANGELOG.md says "${date ?? ''}" for ${version}: write the date of the release there, as in 2026-01-31`,
    ],
    [
      manifest.repository === undefined && !isDryRun,
      'package.json has no "repository": npm can prove the origin of a package only with the address that it was built from. See CONTRIBUTING.md, "A release"',
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, text]) => text);
};
