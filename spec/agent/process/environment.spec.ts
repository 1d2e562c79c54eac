import { expect } from 'chai';
import { environmentOf, secretsIn } from '../../../lib/agent/process/environment.js';

const ORIGIN = { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_rx' };

describe('environmentOf', () => {
  it('takes over the environment of this process where none is given', () => {
    expect(environmentOf({})).to.deep.equal({ ...ORIGIN, ...process.env });
  });

  it('replaces it with a given one, and adds the key', () => {
    expect(environmentOf({ env: { A: '1' } })).to.deep.equal({ ...ORIGIN, A: '1' });
    expect(environmentOf({ env: { A: '1' }, apiKey: 'sk-1' })).to.deep.equal({
      ...ORIGIN,
      A: '1',
      CODEX_API_KEY: 'sk-1',
    });
  });

  it('leaves out what is undefined, and keeps the name of a caller that is given', () => {
    const env = { A: undefined, CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'mine' };
    expect(environmentOf({ env })).to.deep.equal({ CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'mine' });
  });
});

describe('secretsIn', () => {
  it('finds what is named as a secret, and nothing else', () => {
    const environment = {
      CODEX_API_KEY: 'one',
      github_token: 'two',
      AWS_SECRET: 'three',
      PASSWORD: 'four',
      HOME: '/root',
      MAX_TOKENS: '1000',
      KEYBOARD: 'qwerty',
    };
    expect(secretsIn(environment)).to.deep.equal(['one', 'two', 'three', 'four']);
  });
});
