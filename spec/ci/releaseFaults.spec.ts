import { expect } from 'chai';
import { releaseFaults, type ReleaseFacts } from '../../tools/releaseFaults.js';

const ready: ReleaseFacts = {
  version: '1.2.3',
  isDryRun: false,
  manifest: { version: '1.2.3', repository: { type: 'git', url: 'https://example.invalid/codex-rx.git' } },
  changelog: '# Changelog\n\n## [1.2.3] - 2026-01-31\n\n- x\n\n## [1.2.2] - 2025-12-31\n',
  branch: 'main',
  changes: '',
  tags: ['', 'v1.2.2'],
};
const unreleased = ready.changelog.replace('2026-01-31', 'Unreleased');

describe('releaseFaults', () => {
  it('finds none in what is ready', () => {
    expect(releaseFaults(ready)).to.deep.equal([]);
    expect(releaseFaults({ ...ready, isDryRun: true })).to.deep.equal([]);
  });

  const refused: readonly (readonly [string, Partial<ReleaseFacts>, string])[] = [
    ['a version that is left out', { version: '' }, 'npm run release -- 1.2.3'],
    ['a version that is none', { version: 'v1.2.3' }, '"v1.2.3" is no version'],
    ['a branch other than main', { branch: 'wip' }, 'this is wip'],
    ['changes that are not committed', { changes: ' M lib/index.ts' }, ' M lib/index.ts'],
    ['a version that package.json does not have', { manifest: { ...ready.manifest, version: '1.2.2' } }, 'says 1.2.2'],
    ['a version that was released before', { tags: ['v1.2.3'] }, 'v1.2.3 already'],
    ['a version that the changelog does not have', { changelog: '## [1.2.30] - 2026-01-31' }, 'no heading "## [1.2.3]'],
  ];
  for (const [what, facts, text] of refused)
    for (const isDryRun of [false, true])
      it(`refuses ${what}${isDryRun ? ', also to try' : ''}`, () => {
        const faults = releaseFaults({ ...ready, ...facts, isDryRun });
        expect(faults).to.have.length(1);
        expect(faults[0]).to.contain(text);
      });

  const onlyToTry: readonly (readonly [string, Partial<ReleaseFacts>, string])[] = [
    ['a version without a date', { changelog: unreleased }, '"Unreleased"'],
    ['a package without a repository', { manifest: { version: '1.2.3' } }, 'CONTRIBUTING.md'],
  ];
  for (const [what, facts, text] of onlyToTry)
    it(`refuses ${what}, but not to try`, () => {
      expect(releaseFaults({ ...ready, ...facts })).to.have.length(1);
      expect(releaseFaults({ ...ready, ...facts })[0]).to.contain(text);
      expect(releaseFaults({ ...ready, ...facts, isDryRun: true })).to.deep.equal([]);
    });

  it('reports everything at once', () => {
    expect(releaseFaults({ ...ready, branch: 'wip', changes: '?? x', tags: ['v1.2.3'] })).to.have.length(3);
  });
});
