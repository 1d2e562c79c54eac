import { expect } from 'chai';
import { left, right } from '#either';
import { HELP, readCommand } from '../../lib/cli/options.js';
import { ExitCode } from '../../lib/cli/exitCodes.js';

const ask = {
  type: 'prompt',
  prompt: 'hi',
  model: 'gpt-5.1',
  baseUrl: undefined,
  wire: 'responses',
  apiKey: undefined,
  organization: undefined,
  project: undefined,
  json: false,
  timeline: false,
  idleTimeout: undefined,
  retries: undefined,
};

describe('readCommand', () => {
  it('joins words to one prompt', () => {
    expect(readCommand(['hi', 'there'], {})).to.deep.equal(right({ ...ask, prompt: 'hi there' }));
  });

  it('prefers the flag to the environment, and takes blanks for nothing', () => {
    const env = { OPENAI_BASE_URL: 'http://env.test', OPENAI_API_KEY: '  ' };
    expect(readCommand(['hi'], env)).to.deep.equal(right({ ...ask, baseUrl: 'http://env.test' }));
    expect(readCommand(['hi', '--base-url', 'http://flag.test'], env)).to.deep.equal(
      right({ ...ask, baseUrl: 'http://flag.test' }),
    );
  });

  it('takes the wire by its name, and no other name', () => {
    expect(readCommand(['hi', '--wire', 'chat'], {})).to.deep.equal(right({ ...ask, wire: 'chat' }));
    expect(readCommand(['hi', '--wire', 'soap'], {})).to.deep.equal(
      left('--wire must be responses, chat, messages or gemini, got "soap"'),
    );
  });

  it('reads who asks from the environment', () => {
    const env = { OPENAI_ORGANIZATION: ' org-1 ', OPENAI_PROJECT: 'p' };
    expect(readCommand(['hi'], env)).to.deep.equal(right({ ...ask, organization: 'org-1', project: 'p' }));
  });

  it('reads numbers', () => {
    expect(readCommand(['hi', '--idle-timeout', '5000', '--retries', '0'], {})).to.deep.equal(
      right({ ...ask, idleTimeout: 5000, retries: 0 }),
    );
    for (const wrong of ['-1', '1.5', '1e3', ''])
      expect(readCommand(['hi', `--retries=${wrong}`], {})).to.deep.equal(
        left(`--retries must be a whole number of at most 10 digits, got "${wrong}"`),
      );
  });

  it('takes "serve" alone for the command, and in a sentence for a word', () => {
    expect(readCommand(['serve', '--port', '8080'], {})).to.deep.equal(right({ type: 'serve', port: 8080 }));
    expect(readCommand(['serve', 'the', 'soup'], {})).to.deep.equal(right({ ...ask, prompt: 'serve the soup' }));
  });

  it('takes what follows -- for the prompt, although it looks like a flag', () => {
    expect(readCommand(['--', '--help'], {})).to.deep.equal(right({ ...ask, prompt: '--help' }));
  });

  it('documents every exit code in --help', () => {
    for (const code of Object.values(ExitCode)) expect(HELP).to.match(new RegExp(`\\b${code} \\w`));
  });
});
