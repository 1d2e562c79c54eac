import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import { errorOf } from '../../support/collect.js';

const open = (turns = 2, threadId?: string) => {
  const session = appServerSession(
    Array.from({ length: turns }, (_, index) => textTurn(`answer ${index + 1}`)),
    { threadId },
  );
  const transport = virtualAppServer(session);
  const codex = new Codex({ protocol: 'app-server', codexPathOverride: process.execPath, env: {}, transport });
  const sentBy = (method: string) =>
    transport.received.flatMap((message) => (message['method'] === method ? [message['params']] : []));
  return { codex, transport, sentBy };
};
const id = 'thread_1';

describe('a thread that the program has loaded', () => {
  const policy = { networkAccess: false, writableRoots: [], excludeTmpdirEnvVar: false, excludeSlashTmp: false };
  const rows: readonly (readonly [string, ThreadOptions, ThreadOptions, object | undefined])[] = [
    ['no options', { sandboxMode: 'read-only' }, {}, undefined],
    ['the same options', { sandboxMode: 'read-only', model: 'a' }, { sandboxMode: 'read-only', model: 'a' }, undefined],
    ['sandboxMode auto', { sandboxMode: 'read-only' }, { sandboxMode: 'auto' }, undefined],
    [
      'a stricter sandbox',
      { sandboxMode: 'danger-full-access' },
      { sandboxMode: 'read-only' },
      { sandboxPolicy: { type: 'readOnly', networkAccess: false } },
    ],
    ['no sandbox', {}, { sandboxMode: 'danger-full-access' }, { sandboxPolicy: { type: 'dangerFullAccess' } }],
    [
      'a sandbox with a further folder',
      { sandboxMode: 'workspace-write', networkAccessEnabled: true },
      { sandboxMode: 'workspace-write', additionalDirectories: ['/d'] },
      { sandboxPolicy: { ...policy, type: 'workspaceWrite', networkAccess: true, writableRoots: ['/d'] } },
    ],
    [
      'no network in the same sandbox',
      { sandboxMode: 'workspace-write', networkAccessEnabled: true },
      { networkAccessEnabled: false },
      { sandboxPolicy: { ...policy, type: 'workspaceWrite' } },
    ],
    [
      'another approval policy, model, folder and effort',
      { approvalPolicy: 'never' },
      { approvalPolicy: 'untrusted', model: 'b', workingDirectory: '/w', modelReasoningEffort: 'low' },
      { approvalPolicy: 'untrusted', model: 'b', cwd: '/w', effort: 'low' },
    ],
  ];
  for (const [what, first, second, expected] of rows)
    it(`gets ${what} when it is resumed`, async () => {
      const { codex, transport, sentBy } = open();
      await codex.startThread(first).run('one');
      await codex.resumeThread(id, second).run('two');
      expect(sentBy('thread/settings/update')).to.deep.equal(expected ? [{ threadId: id, ...expected }] : []);
      expect(sentBy('thread/resume')).to.deep.equal([]);
      const methods = transport.received.map(({ method }) => method);
      if (expected) expect(methods.indexOf('thread/settings/update')).to.be.lessThan(methods.lastIndexOf('turn/start'));
    });

  it('keeps changed settings, and changes them back for the object that has others', async () => {
    const { codex, sentBy } = open(4);
    const free = codex.startThread({ approvalPolicy: 'never' });
    await free.run('one');
    const strict = codex.resumeThread(id, { approvalPolicy: 'untrusted' });
    await strict.run('two');
    await strict.run('three');
    await free.run('four');
    expect(sentBy('thread/settings/update')).to.deep.equal([
      { threadId: id, approvalPolicy: 'untrusted' },
      { threadId: id, approvalPolicy: 'never' },
    ]);
  });

  it('gets the options of the turn if it was forked with others', async () => {
    const { codex, sentBy } = open(1, 'a_fork');
    const fork = await lastValueFrom(codex.threads.fork('a', { sandboxMode: 'danger-full-access' }));
    await codex.resumeThread(fork, { sandboxMode: 'read-only' }).run('one');
    expect(sentBy('thread/settings/update')).to.have.length(1);
  });

  const unchangeable: readonly (readonly [string, ThreadOptions])[] = [
    ['webSearchMode', { webSearchMode: 'live' }],
    ['webSearchEnabled', { webSearchEnabled: false }],
    ['networkAccessEnabled', { networkAccessEnabled: true }],
    ['additionalDirectories', { additionalDirectories: ['/d'] }],
  ];
  for (const [name, options] of unchangeable)
    it(`fails with ${name}, which cannot be changed then`, async () => {
      const { codex } = open();
      await codex.startThread().run('one');
      const error = await errorOf(codex.resumeThread(id, options).events('two'));
      expect(error).to.deep.include({ type: 'transport' });
      expect(error.message).to.contain(name).and.to.contain('loaded');
    });

  it('runs the turns of two objects one after the other, as a turn that is begun meanwhile would only be a message', async () => {
    const { codex, transport } = open(3);
    await codex.startThread().run('one');
    const answers = await Promise.all([codex.resumeThread(id).run('two'), codex.resumeThread(id).run('three')]);
    expect(answers.map(({ finalResponse }) => finalResponse)).to.deep.equal(['answer 2', 'answer 3']);
    expect(transport.received.filter(({ method }) => method === 'turn/start')).to.have.length(3);
  });
});
