import { expect } from 'chai';
import { isLeft, left, right } from '#either';
import { COMPLETIONS } from '../../../lib/cli/arguments/completion.js';
import { FLAGS } from '../../../lib/cli/arguments/flags.js';
import { HELP } from '../../../lib/cli/arguments/help.js';
import { readCommand } from '../../../lib/cli/arguments/options.js';
import { ExitCode } from '../../../lib/cli/exitCodes.js';

const ask = {
  type: 'prompt',
  prompt: 'hi',
  awaitsPipe: false,
  model: 'gpt-5.1',
  system: undefined,
  files: [],
  schema: undefined,
  output: undefined,
  record: undefined,
  provider: undefined,
  baseUrl: undefined,
  wire: undefined,
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
        left(`--retries must be a whole number from 0 to 100, got "${wrong}"`),
      );
  });

  for (const isPiped of [false, true])
    for (const [what, args, command] of [
      ['models', ['models'], { type: 'models' }],
      ['serve', ['serve', '--port', '8080'], { type: 'serve', port: 8080 }],
      ['completion', ['completion', 'zsh'], { type: 'completion', shell: 'zsh' }],
      ['convert', ['convert', 'a.jsonl', 'b.marble'], { type: 'convert', from: 'a.jsonl', to: 'b.marble' }],
    ] as const)
      it(`takes "${what}" for a command ${isPiped ? 'where something is piped in' : 'at a terminal'}`, () => {
        expect(readCommand(args, {}, isPiped))
          .to.have.property('right')
          .that.deep.includes(command);
      });

  for (const [args, prompt] of [
    [['--', 'models'], 'models'],
    [['--', 'serve', 'the', 'soup'], 'serve the soup'],
    [['--', 'convert', 'euros'], 'convert euros'],
    [['models are fun'], 'models are fun'],
    [['list', 'models'], 'list models'],
    [['modles'], 'modles'],
  ] as const)
    it(`takes "${args.join(' ')}" for a prompt`, () => {
      expect(readCommand(args, {}, true)).to.deep.equal(right({ ...ask, prompt }));
    });

  for (const args of [
    ['models', 'extra'],
    ['models', '--', 'extra'],
    ['serve', 'now'],
    ['completion'],
    ['completion', 'tcsh'],
    ['completion', 'bash', 'extra'],
    ['convert'],
    ['convert', 'a.jsonl'],
    ['convert', 'a.jsonl', 'b.txt'],
    ['convert', 'a.jsonl', 'b.marble', 'c'],
  ])
    it(`refuses "${args.join(' ')}", and shows how to send it as a prompt`, () => {
      const refused = readCommand(args, {}, true);
      const words = args.filter((word) => word !== '--').join(' ');
      expect(isLeft(refused) ? refused.left : '').to.match(
        new RegExp(`^${args[0] ?? ''} (takes no|must be followed by).*, got ".*"; .* use codex-rx -- ${words}$`),
      );
    });

  for (const [args, sentence] of [
    [['--idle-timeout', '-5', 'hi'], '--idle-timeout must be a whole number from 1 to 2147483647, got "-5"'],
    [['--idle-timeout=-5', 'hi'], '--idle-timeout must be a whole number from 1 to 2147483647, got "-5"'],
    [['--retries', '-1', 'hi'], '--retries must be a whole number from 0 to 100, got "-1"'],
    [['serve', '--port', '-1'], '--port must be a whole number from 0 to 65535, got "-1"'],
    [['hi', '--idle-timeout'], '--idle-timeout must be followed by a value (MS)'],
    [['hi', '--model'], '--model must be followed by a value (NAME)'],
    [['hi', '-o'], '-o must be followed by a value (PATH)'],
    [
      ['-o', '--json', 'hi'],
      '-o must be followed by a value (PATH), got "--json"; if that is the value, use --output=--json',
    ],
    [['--json=yes', 'hi'], '--json takes no value, got "yes"'],
    [['--modle', 'x'], 'there is no flag --modle; a prompt that begins with a dash follows "--"'],
    [['-5'], 'there is no flag -5; a prompt that begins with a dash follows "--"'],
  ] as const)
    it(`refuses "${args.join(' ')}" with one sentence`, () => {
      expect(readCommand(args, {})).to.deep.equal(left(sentence));
    });

  it('takes what follows -- for the prompt, although it looks like a flag', () => {
    expect(readCommand(['--', '--help'], {})).to.deep.equal(right({ ...ask, prompt: '--help' }));
  });

  it('has short forms of common flags, and takes several files', () => {
    const args = ['-m', 'm', '-s', 'Be brief.', '-o', 'out.txt', '-f', 'a.png', '--file', 'b.pdf', 'hi'];
    expect(readCommand(args, {})).to.deep.equal(
      right({ ...ask, model: 'm', system: 'Be brief.', output: 'out.txt', files: ['a.png', 'b.pdf'] }),
    );
    expect(readCommand(['-h'], {})).to.deep.equal(right({ type: 'help' }));
    expect(readCommand(['-V'], {})).to.deep.equal(right({ type: 'version' }));
  });

  it('needs no prompt where something is piped in, and takes "-" for it', () => {
    expect(readCommand([], {}, true)).to.deep.equal(right({ ...ask, prompt: '' }));
    expect(readCommand(['-', 'hi'], {})).to.deep.equal(right({ ...ask, awaitsPipe: true }));
    expect(readCommand([], {}, false)).to.have.property('_tag', 'Left');
  });

  it('reads the key of a provider from its own variable, and of no other', () => {
    const env = { OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'http://env.test', GROQ_API_KEY: 'g' };
    expect(readCommand(['--provider', 'groq', 'hi'], env)).to.deep.equal(
      right({ ...ask, provider: 'groq', apiKey: 'g' }),
    );
    expect(readCommand(['--provider', 'ollama', 'hi'], env)).to.deep.equal(right({ ...ask, provider: 'ollama' }));
  });

  for (const [what, args, sentence] of [
    ['an unknown provider', ['--provider', 'acme', 'hi'], /^--provider must be one of openai, .*, got "acme"$/],
    [
      'an address that is none',
      ['--base-url', 'user:pw@host', 'hi'],
      /^--base-url must be a complete URL such as \S+$/,
    ],
    ['--chat with a prompt', ['--chat', 'hi'], /^--chat reads its messages from the terminal/],
    ['--json with --timeline', ['--json', '--timeline', 'hi'], /^--json and --timeline cannot be combined/],
  ] as const)
    it(`refuses ${what}`, () => {
      const refused = readCommand(args, {});
      expect(isLeft(refused) ? refused.left : '').to.match(sentence);
    });

  it('documents every flag in --help and in the completions', () => {
    for (const { name } of FLAGS)
      for (const text of [HELP, ...Object.values(COMPLETIONS)]) expect(text).to.match(new RegExp(`\\b${name}\\b`));
  });

  it('documents every exit code in --help', () => {
    for (const code of Object.values(ExitCode)) expect(HELP).to.match(new RegExp(`\\b${code} \\w`));
  });
});
