import { expect } from 'chai';
import { execArguments, type ExecCall } from '../../../lib/agent/turn/execArguments.js';

const BASE = ['exec', '--experimental-json'];
const argumentsOf = (call: Partial<ExecCall>): readonly string[] =>
  execArguments({ codex: {}, thread: {}, threadId: undefined, input: 'Hi', schemaPath: undefined, ...call });

describe('execArguments', () => {
  it('says nothing of what was left out, nor the prompt', () => {
    expect(argumentsOf({})).to.deep.equal(BASE);
  });

  it('passes on every option of a thread', () => {
    const thread = {
      model: 'gpt-5.1',
      sandboxMode: 'workspace-write',
      workingDirectory: '/work',
      skipGitRepoCheck: true,
      modelReasoningEffort: 'low',
      networkAccessEnabled: false,
      webSearchMode: 'cached',
      approvalPolicy: 'never',
      additionalDirectories: ['/a', '/b c'],
    } as const;
    expect(argumentsOf({ thread })).to.deep.equal([
      ...BASE,
      '--config=model_reasoning_effort="low"',
      '--config=sandbox_workspace_write.network_access=false',
      '--config=web_search="cached"',
      '--config=approval_policy="never"',
      '--model=gpt-5.1',
      '--sandbox=workspace-write',
      '--cd=/work',
      '--add-dir=/a',
      '--add-dir=/b c',
      '--skip-git-repo-check',
    ]);
  });

  it('leaves the sandbox to the program where it is auto', () => {
    expect(argumentsOf({ thread: { sandboxMode: 'auto' } })).to.deep.equal(BASE);
  });

  it('takes webSearchEnabled for a mode, and webSearchMode over it', () => {
    const search = (thread: ExecCall['thread']) => argumentsOf({ thread }).slice(BASE.length);
    expect(search({ webSearchEnabled: true })).to.deep.equal(['--config=web_search="live"']);
    expect(search({ webSearchEnabled: false })).to.deep.equal(['--config=web_search="disabled"']);
    expect(search({ webSearchEnabled: true, webSearchMode: 'cached' })).to.deep.equal(['--config=web_search="cached"']);
  });

  it('puts settings first, so that the options of a thread win', () => {
    const codex = { baseUrl: 'http://127.0.0.1/v1', config: { web_search: 'live' }, configOverrides: ['a=1'] };
    expect(argumentsOf({ codex, thread: { webSearchEnabled: false } })).to.deep.equal([
      ...BASE,
      '--config=web_search="live"',
      '--config=a=1',
      '--config=openai_base_url="http://127.0.0.1/v1"',
      '--config=web_search="disabled"',
    ]);
  });

  it('resumes a thread, with pictures and a schema', () => {
    const input = [
      { type: 'text', text: 'a' },
      { type: 'local_image', path: '/x.png' },
      { type: 'local_image', path: '-y.png' },
    ] as const;
    expect(argumentsOf({ input, threadId: 'thread_1', schemaPath: '/tmp/schema.json' })).to.deep.equal([
      ...BASE,
      '--output-schema=/tmp/schema.json',
      'resume',
      '--image=/x.png',
      '--image=-y.png',
      '--',
      'thread_1',
    ]);
  });

  const flags: readonly (readonly [string, Partial<ExecCall>, readonly string[]])[] = [
    ['profile', { codex: { profile: 'fast' } }, ['--profile=fast']],
    ['ephemeral', { thread: { ephemeral: true } }, ['--ephemeral']],
    ['ephemeral, false', { thread: { ephemeral: false } }, []],
    ['threadSource', { thread: { threadSource: 'my-app' } }, ['--thread-source=my-app']],
    [
      'threadSource of a thread that exists',
      { thread: { threadSource: 'my-app' }, threadId: 't1' },
      ['resume', '--', 't1'],
    ],
    ['cyberAccessProgram', { cyberAccessProgram: 'daybreak_blue' }, ['--cyber-access-program=daybreak_blue']],
    [
      'modelReasoningEffort none',
      { thread: { modelReasoningEffort: 'none' } },
      ['--config=model_reasoning_effort="none"'],
    ],
    [
      'extraArguments, before the command to resume',
      { codex: { extraArguments: ['--oss', '-c', 'a=1'] }, threadId: 't1' },
      ['--oss', '-c', 'a=1', 'resume', '--', 't1'],
    ],
  ];
  for (const [what, call, expected] of flags)
    it(`passes on ${what}`, () => {
      expect(argumentsOf(call)).to.deep.equal([...BASE, ...expected]);
    });

  for (const option of [{ tools: [] }, { approve: 'wait' }, { answer: 'wait' }, { elicit: 'wait' }] as const)
    it(`refuses the option ${Object.keys(option).join()}, which exec does not have`, () => {
      expect(() => argumentsOf({ thread: option })).to.throw(/needs the app-server/);
    });

  it('lets no value be read as an option', () => {
    const all = argumentsOf({ thread: { model: '--help' }, threadId: '--last' });
    expect(all).to.deep.equal([...BASE, '--model=--help', 'resume', '--', '--last']);
  });

  for (const threadId of [null, ''])
    it(`refuses to resume a thread whose id is ${JSON.stringify(threadId)}`, () => {
      expect(() => argumentsOf({ threadId })).to.throw(/the id of a thread to resume must be a text, got/);
    });
});
