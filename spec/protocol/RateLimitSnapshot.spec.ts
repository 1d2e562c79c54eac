import { expect } from 'chai';
import { limitId } from '../../lib/protocol/RateLimitSnapshot.js';

const rows: readonly (readonly [string | null | undefined, string])[] = [
  ['codex', 'codex'],
  ['  Codex-Other ', 'codex_other'],
  ['a-b-c', 'a_b_c'],
  ['already_fine', 'already_fine'],
  ['', 'codex'],
  ['   ', 'codex'],
  [null, 'codex'],
  [undefined, 'codex'],
];

describe('limitId', () => {
  for (const [name, id] of rows)
    it(`makes ${id} of ${name === undefined ? 'nothing' : JSON.stringify(name)}`, () => {
      expect(limitId(name)).to.equal(id);
    });
});
