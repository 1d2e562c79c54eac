import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isRight } from '#either';
import { expect } from 'chai';
import * as t from 'io-ts';
import { asapScheduler, defaultIfEmpty, delay, firstValueFrom, lastValueFrom, of, tap, toArray } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import type { CodexOptions } from '../../../lib/agent/options/CodexOptions.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import type { SessionLine } from '../../../lib/testing/appServer/SessionLine.js';
import { virtualAppServer, type VirtualAppServerOptions } from '../../../lib/testing/appServer/virtualAppServer.js';
import { exited, running, virtualProcess } from '../../../lib/testing/virtualProcess.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { sent, wrote } from '../../support/agent/appServerLines.js';

const open = (session: readonly SessionLine[], options: CodexOptions = {}, play: VirtualAppServerOptions = {}) => {
  const transport = virtualAppServer(session, play);
  const codex = new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport,
    processKeepAlive: 0,
    ...options,
  });
  const paramsOf = (method: string): JsonObject => {
    const found = transport.received.find((message) => message['method'] === method)?.['params'];
    return isJsonObject(found) ? found : {};
  };
  return { codex, transport, paramsOf };
};
const answered = (method: string, result: object): readonly SessionLine[] => [
  sent({ id: 'r', method }),
  wrote({ id: 'r', result }),
];
const TEXT = appServerSession([textTurn('Hello')]);

describe('the threads of the app-server', () => {
  it('lists with filters, and all kinds of threads', async () => {
    const { codex, paramsOf } = open(answered('thread/list', { data: [{ id: 'a' }, 7, null], nextCursor: null }));
    const threads = await valuesOf(codex.threads.list({ archived: true, cwd: '/work', search: 'tests' }));
    expect(threads.map(({ id, preview, name, source }) => [id, preview, name, source])).to.deep.equal([
      ['a', '', null, null],
    ]);
    expect(paramsOf('thread/list')).to.deep.include({ archived: true, cwd: '/work', searchTerm: 'tests' });
    expect(paramsOf('thread/list')['sourceKinds']).to.include('exec');
  });

  it('reads one', async () => {
    const thread = { id: 'a', preview: 'Hi', createdAt: 3, updatedAt: 4, cwd: '/w', source: 'exec', forkedFromId: 'b' };
    const { codex } = open(answered('thread/read', { thread }));
    expect(await lastValueFrom(codex.threads.read('a'))).to.deep.equal({
      id: 'a',
      preview: 'Hi',
      name: null,
      model: null,
      cwd: '/w',
      created_at: 3000,
      updated_at: 4000,
      source: 'exec',
      forked_from: 'b',
      raw: thread,
    });
  });

  it('forks one, and continues the copy without loading it again', async () => {
    const { codex, transport, paramsOf } = open(appServerSession([textTurn('Forked')], { threadId: 'a_fork' }), {
      processKeepAlive: 50,
    });
    const id = await lastValueFrom(codex.threads.fork('a', { lastTurnId: 'u2', model: 'gpt-5', ephemeral: true }));
    expect(id).to.equal('a_fork');
    expect(paramsOf('thread/fork')).to.deep.include({
      threadId: 'a',
      lastTurnId: 'u2',
      model: 'gpt-5',
      ephemeral: true,
    });
    expect((await codex.resumeThread(id).run('Hi')).finalResponse).to.equal('Forked');
    expect(transport.received.map(({ method }) => method)).not.to.include('thread/resume');
  });

  it('reads the turns of one, page by page, with the message that began each', async () => {
    const user = (text: string, clientId: string | null = null) => ({
      ...{ type: 'userMessage', id: `user_${text}`, clientId, content: [{ type: 'text', text }] },
    });
    const agent = { type: 'agentMessage', id: 'msg_1', text: 'Hello' };
    const error = { message: 'limit', codexErrorInfo: 'usageLimitExceeded', additionalDetails: null };
    const first = { id: 'u1', status: 'completed', items: [user('Hi'), agent, user('More', 'c1')], error: null };
    const second = { id: 'u2', status: 'failed', items: [user('Go on')], error };
    const others = ['interrupted', 'inProgress', 'made up'].map((status) => ({ id: status, status, items: [agent] }));
    const { codex, transport } = open([
      ...answered('thread/turns/list', { data: [first], nextCursor: 'next' }),
      ...answered('thread/turns/list', { data: [second, ...others], nextCursor: null }),
    ]);
    const turns = await valuesOf(codex.threads.turns('a'));
    expect(turns.map(({ input, turn }) => [input, turn.status])).to.deep.equal([
      ['Hi', 'completed'],
      ['Go on', 'failed'],
      ['', 'interrupted'],
      ['', 'running'],
      ['', 'interrupted'],
    ]);
    expect(turns[0]?.turn.items.map((item) => ('text' in item ? item.text : ''))).to.deep.equal(['Hello', 'More']);
    expect(turns[1]?.turn.error).to.deep.equal({ message: 'limit', info: { name: 'usageLimitExceeded' } });
    const sentParams = transport.received.flatMap(({ method, params }) =>
      method === 'thread/turns/list' ? [params] : [],
    );
    expect(sentParams[0]).to.deep.include({ threadId: 'a', itemsView: 'full', sortDirection: 'asc' });
    expect(sentParams[1]).to.deep.include({ cursor: 'next' });
  });

  it('gives one a name, without a value', async () => {
    const { codex, paramsOf } = open([]);
    expect(await valuesOf(codex.threads.rename('a', 'Tests'))).to.deep.equal([]);
    expect(paramsOf('thread/name/set')).to.deep.equal({ threadId: 'a', name: 'Tests' });
  });

  it('archives one and takes it back, without a value', async () => {
    const { codex, paramsOf } = open([]);
    expect(await valuesOf(codex.threads.archive('a'))).to.deep.equal([]);
    expect(await valuesOf(codex.threads.unarchive('a'))).to.deep.equal([]);
    expect(paramsOf('thread/archive')).to.deep.equal({ threadId: 'a' });
  });

  it('reports an unknown thread', async () => {
    const refused = [
      sent({ id: 'r', method: 'thread/read' }),
      wrote({ id: 'r', error: { code: -32600, message: 'no such' } }),
    ];
    const error = await errorOf(open(refused).codex.threads.read('a'));
    expect(error).to.include({ type: 'invalid_request' });
    expect(error.message).to.contain('no such');
  });

  for (const method of ['thread/closed', 'thread/archived'])
    it(`loads a thread again after ${method}`, async () => {
      const [begin, accepted, ...turn] = TEXT;
      const both = begin === undefined || accepted === undefined ? [] : [begin, accepted, ...turn];
      const unloaded = wrote({ method, params: { threadId: 'thread_1' } });
      const { codex, transport } = open([...both, unloaded, ...both], { processKeepAlive: 50 });
      const thread = codex.startThread();
      await thread.run('one');
      await firstValueFrom(of(0).pipe(delay(20)));
      expect((await thread.run('two')).finalResponse).to.equal('Hello');
      expect(transport.received.map(({ method: name }) => name)).to.include('thread/resume');
    });
});

describe('what the client requests of the app-server', () => {
  it('passes on the options of a thread', async () => {
    const options: ThreadOptions = {
      model: 'gpt-5',
      workingDirectory: '/work',
      sandboxMode: 'read-only',
      approvalPolicy: 'untrusted',
      modelReasoningEffort: 'low',
      networkAccessEnabled: true,
      additionalDirectories: ['/a, b'],
      webSearchEnabled: true,
      ephemeral: true,
      threadSource: 'my-app',
      tools: {
        declarations: [{ type: 'function', name: 'look', description: 'Looks', parameters: { type: 'object' } }],
        run: {},
      },
    };
    const { codex, paramsOf } = open(TEXT);
    const path = join(mkdtempSync(join(tmpdir(), 'images-')), 'a, "b".png');
    writeFileSync(path, '');
    await codex.startThread(options).run(
      [
        { type: 'text', text: 'Hi' },
        { type: 'local_image', path },
      ],
      {
        cyberAccessProgram: 'daybreak_blue',
        outputSchema: { type: 'object' },
      },
    );
    expect(paramsOf('thread/start')).to.deep.equal({
      model: 'gpt-5',
      cwd: '/work',
      sandbox: 'read-only',
      approvalPolicy: 'untrusted',
      ephemeral: true,
      threadSource: 'my-app',
      dynamicTools: [{ type: 'function', name: 'look', description: 'Looks', inputSchema: { type: 'object' } }],
      config: {
        model_reasoning_effort: 'low',
        web_search: 'live',
        sandbox_workspace_write: { network_access: true, writable_roots: ['/a, b'] },
      },
    });
    rmSync(dirname(path), { recursive: true });
    expect(paramsOf('turn/start')).to.deep.equal({
      threadId: 'thread_1',
      input: [
        { type: 'text', text: 'Hi', text_elements: [] },
        { type: 'localImage', path },
      ],
      cyberAccessProgram: 'daybreak_blue',
      outputSchema: { type: 'object' },
    });
  });

  it("names itself, and the server's caller", async () => {
    const { codex, transport, paramsOf } = open(TEXT, { extraArguments: ['--strict-config'], config: { a: 1 } });
    await codex.startThread().run('Hi');
    expect(paramsOf('initialize')).to.have.nested.property('clientInfo.name', 'codex_rx');
    expect(transport.requests[0]?.args).to.deep.equal(['app-server', '--config=a=1', '--strict-config']);
    expect(transport.requests[0]?.env).to.include({ CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_rx' });
    expect(transport.requests[0]?.ending).to.equal('stdin');
  });

  it('signs in with the key over stdin, and keeps it out of the arguments', async () => {
    const { codex, transport, paramsOf } = open(TEXT, { apiKey: 'sk-0123456789' });
    await codex.startThread().run('Hi');
    expect(paramsOf('account/login/start')).to.deep.equal({ type: 'apiKey', apiKey: 'sk-0123456789' });
    expect(transport.requests[0]?.args.join(' ')).to.contain('ephemeral').and.not.to.contain('sk-');
  });

  it('passes on what the program writes to stderr', () => {
    const written: string[] = [];
    const onStderr = (text: string) => written.push(text);
    const transport = virtualProcess((request) => {
      request.onStderr?.('a warning');
      return of(running(of(), of(exited({ code: 2, stderr: 'a warning' }))));
    });
    return errorOf(open([], { onStderr, transport }).codex.connect()).then((error) => {
      expect(written).to.deep.equal(['a warning']);
      expect(error.message).to.contain('exited with code 2').and.to.contain('a warning');
    });
  });

  it('reviews changes as a turn', async () => {
    const item = { type: 'exitedReviewMode', id: 'r', review: 'Looks good' };
    const session = appServerSession([[{ method: 'item/completed', params: { item } }]], {
      beginsWith: 'review/start',
    });
    for (const [target, expected] of [
      [{ type: 'uncommitted' }, { type: 'uncommittedChanges' }],
      [
        { type: 'branch', branch: 'main' },
        { type: 'baseBranch', branch: 'main' },
      ],
      [
        { type: 'commit', sha: 'a1' },
        { type: 'commit', sha: 'a1', title: null },
      ],
      [
        { type: 'custom', instructions: 'Look at the types' },
        { type: 'custom', instructions: 'Look at the types' },
      ],
    ] as const) {
      const { codex, paramsOf } = open(session);
      const events = await valuesOf(codex.startThread().review(target));
      expect(events.map(({ type }) => type).join()).to.equal(
        'thread.started,turn.started,item.completed,turn.completed',
      );
      expect(paramsOf('review/start')).to.deep.equal({ threadId: 'thread_1', delivery: 'inline', target: expected });
    }
  });

  const refusals: readonly (readonly [string, CodexOptions, ThreadOptions, RegExp])[] = [
    ['a profile', { profile: 'fast' }, {}, /takes no profile; pass its settings as config/],
    ['on-failure', {}, { approvalPolicy: 'on-failure' }, /'on-failure' does not exist over the app-server; use/],
  ];
  for (const [what, options, thread, reason] of refusals)
    it(`refuses ${what}, which the app-server does not have`, async () => {
      const error = await errorOf(open(TEXT, options).codex.startThread(thread).events('Hi'));
      expect(error).to.have.nested.property('error.type', 'build');
      expect(error.message).to.match(reason);
    });

  const versions: readonly (readonly [unknown, string | null | undefined])[] = [
    ['codex_rx/0.171.0 (Linux)', '0.171.0'],
    ['codex_rx/0.163.0 (Linux)', '0.163.0'],
    ['codex_rx/1.0.0-alpha.1 (Linux)', '1.0.0'],
    ['codex_rx/0.0.0 (Linux)', '0.0.0'],
    ['codex_rx/0.162.9 (Linux)', undefined],
    ['codex_rx/0.98.0 (Linux)', undefined],
    ['a version of its own', null],
    [7, null],
  ];
  for (const [userAgent, version] of versions)
    it(`${version === undefined ? 'refuses' : 'accepts'} a program that is ${JSON.stringify(userAgent)}`, async () => {
      const { codex } = open(answered('initialize', { userAgent }));
      if (version !== undefined) {
        expect(await firstValueFrom(codex.connect())).to.deep.equal({ version });
        return;
      }
      const error = await errorOf(codex.connect());
      expect(error.message).to.match(
        /codex [\d.]+ is too old .* needs 0\.163\.0 or later .*npm install @openai\/codex/,
      );
    });

  const Answers = t.record(t.string, t.array(t.string));
  it('gives a question of the program to another process as plain data, and takes its answer', async () => {
    const questions = [
      {
        id: 'color',
        header: 'Color',
        question: 'Which?',
        options: [{ label: 'Red', description: 'warm' }],
        isSecret: true,
      },
    ];
    const question = { id: 'q-1', method: 'item/tool/requestUserInput', params: { itemId: 'c', questions } };
    const { codex, transport } = open(appServerSession([[question, ...textTurn('Red it is')]]));
    const thread = codex.startThread({ answer: 'wait' });
    /** The other process: it gets text, and returns text. */
    const askElsewhere = (text: string): string => {
      const request: unknown = JSON.parse(text);
      expect(request).to.have.nested.property('questions[0].is_secret', true);
      return JSON.stringify({ color: ['Red', 'Blue'] });
    };
    const events = await lastValueFrom(
      thread.events('Hi').pipe(
        tap((event) => {
          if (event.type !== 'request.waiting') return;
          const { request } = event;
          const given = Answers.decode(JSON.parse(askElsewhere(JSON.stringify(request))));
          if (isRight(given)) asapScheduler.schedule(() => thread.respond(request.id, given.right));
        }),
        toArray(),
      ),
    );
    expect(events.map(({ type }) => type)).to.include.members([
      'request.waiting',
      'request.resolved',
      'turn.completed',
    ]);
    expect(transport.received).to.deep.include({
      id: 'q-1',
      result: { answers: { color: { answers: ['Red', 'Blue'] } } },
    });
  });

  const permissions = { network: { enabled: true }, fileSystem: null };
  for (const [decision, result] of [
    ['accept', { permissions, scope: 'turn' }],
    ['accept_for_session', { permissions, scope: 'session' }],
    ['decline', { permissions: {}, scope: 'turn' }],
    ['cancel', { permissions: {}, scope: 'turn' }],
    [true, { permissions, scope: 'turn' }],
    [false, { permissions: {}, scope: 'turn' }],
  ] as const)
    it(`grants no more permissions than ${JSON.stringify(decision)} says`, async () => {
      const request = { id: 5, method: 'item/permissions/requestApproval', params: { itemId: 'c', permissions } };
      const { codex, transport } = open(appServerSession([[request, ...textTurn('Done')]]));
      await codex.startThread({ approve: () => [decision] }).run('Hi');
      expect(transport.received).to.deep.include({ id: 5, result });
    });

  it('rejects a steer when the turn has ended', async () => {
    const { codex } = open(TEXT);
    const thread = codex.startThread();
    await thread.run('Hi');
    const error: unknown = await thread.steer('more').catch((reason: unknown) => reason);
    expect(error).to.include({ type: 'invalid_request' });
  });

  it('sends a limited number of requests at once, and all of them in the end', async () => {
    const { codex, transport } = open([], { processKeepAlive: 50 });
    const all = Array.from({ length: 200 }, (_, n) =>
      lastValueFrom(codex.threads.archive(`t${n}`).pipe(defaultIfEmpty(n))),
    );
    expect(await Promise.all(all)).to.have.length(200);
    expect(transport.received.filter(({ method }) => method === 'thread/archive')).to.have.length(200);
  });
});
