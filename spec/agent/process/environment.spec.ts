import { expect } from 'chai';
import { environmentOf, secretsIn } from '../../../lib/agent/process/environment.js';

describe('environmentOf', () => {
  it('takes over the environment of this process where none is given', () => {
    expect(environmentOf({})).to.deep.equal({ ...process.env });
  });

  it('replaces it with a given one, and adds the key', () => {
    expect(environmentOf({ env: { A: '1' } })).to.deep.equal({ A: '1' });
    expect(environmentOf({ env: { A: '1' }, apiKey: 'sk-1' })).to.deep.equal({ A: '1', CODEX_API_KEY: 'sk-1' });
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
