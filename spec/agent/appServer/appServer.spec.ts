import { expect } from 'chai';
import { asapScheduler, firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { Codex } from '../../../lib/agent/Codex.js';
import type { CodexOptions } from '../../../lib/agent/options/CodexOptions.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import { foldTurn } from '../../../lib/agent/turn/foldTurn.js';
import type { SessionLine } from '../../../lib/testing/appServer/SessionLine.js';
import { virtualAppServer, type VirtualAppServerOptions } from '../../../lib/testing/appServer/virtualAppServer.js';
import { isRetryable } from '../../../lib/protocol/errors/isRetryable.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import {
  asked,
  BEGUN,
  END,
  HELLO,
  message,
  OPENED,
  sent,
  told,
  WHOLE,
  wrote,
} from '../../support/agent/appServerLines.js';

const codexThat = (lines: readonly SessionLine[], play: VirtualAppServerOptions = {}, options: CodexOptions = {}) =>
  new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport: virtualAppServer(lines, play),
    processKeepAlive: 0,
    ...options,
  });
const threadOf = (lines: readonly SessionLine[], options: ThreadOptions = {}, play: VirtualAppServerOptions = {}) =>
  codexThat(lines, play).startThread(options);

describe('agent/appServer', () => {
  it('runs a turn, with its deltas and its usage', async () => {
    const thread = threadOf(WHOLE);
    const types = (await valuesOf(thread.events('Hi'))).map(({ type }) => type);
    expect(types.join()).to.equal(
      'thread.started,turn.started,item.started,item.delta,item.delta,item.completed,turn.completed',
    );
    expect(thread.id).to.equal('t1');
  });

  it('shows the text as it comes', async () => {
    const turns = await valuesOf(threadOf(WHOLE).events('Hi').pipe(foldTurn()));
    const texts = turns.map(({ items: [item] }) => (item?.type === 'agent_message' ? item.text : ''));
    expect([...new Set(texts)]).to.deep.equal(['', 'Hel', 'Hello']);
    expect(turns.at(-1)?.usage?.input_tokens).to.equal(10);
  });

  it('reads lines that arrive in pieces, among unknown notifications, second answers and foreign lines', async () => {
    const lines = BEGUN.flatMap((line) => (line.dir === 'out' ? [line, line, told('made/up')] : [line]));
    const foreign = { dir: 'out', line: '"SUCCESS: terminated"' } as const;
    const { finalResponse } = await threadOf([...lines, foreign, ...WHOLE.slice(BEGUN.length)], {}, { cut: 3 }).run(
      'Hi',
    );
    expect(finalResponse).to.equal('Hello');
  });

  it('loses nothing of a flood', async () => {
    const flood = Array.from({ length: 5_000 }, () => told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'x' }));
    const events = await valuesOf(
      threadOf([...BEGUN, ...flood, ...END], {}, { scheduler: asapScheduler }).events('Hi'),
    );
    expect(events.filter(({ type }) => type === 'item.delta')).to.have.length(5_000);
  });

  it('keeps the events of other threads and of earlier turns out', async () => {
    const foreign = [
      told('item/completed', { ...message('other thread'), threadId: 't2' }),
      told('item/completed', { ...message('earlier turn'), turnId: 'u0' }),
    ];
    const { items } = await threadOf([...BEGUN, ...foreign, ...END]).run('Hi');
    expect(items).to.deep.equal([]);
  });

  const phases: readonly (readonly [string, string])[] = [
    ['before the thread is open', 'thread/start'],
    ['before the turn is accepted', 'turn/start'],
    ['in the turn', 'turn/started'],
  ];
  for (const [when, at] of phases)
    it(`reports a program that ends ${when}`, async () => {
      const error = await errorOf(threadOf(BEGUN, {}, { faults: [{ type: 'exit', at }] }).events('Hi'));
      expect(error).to.include({ type: 'stream', reason: 'process_ended' });
    });

  it('reports a program that exits by itself before it is initialized as one that cannot be used', async () => {
    const error = await errorOf(threadOf(BEGUN, {}, { faults: [{ type: 'exit', at: 'initialize' }] }).events('Hi'));
    expect(error.type === 'transport' && error.error.type).to.equal('build');
    expect(isRetryable(error)).to.equal(false);
    expect(error.message).to.contain('exited with code 1 before it was ready').and.to.contain('codexPathOverride');
  });

  it('reports a program that is terminated before it is initialized as one that ended', async () => {
    const [hello] = HELLO;
    const killed = { dir: 'note', line: JSON.stringify({ event: 'exit', signal: 'SIGKILL' }) } as const;
    const error = await errorOf(threadOf(hello === undefined ? [] : [hello, killed]).events('Hi'));
    expect(error).to.include({ type: 'stream', reason: 'process_ended' });
  });

  it('reports what the program refuses', async () => {
    const refused = [
      ...HELLO,
      sent({ id: 1, method: 'thread/start' }),
      wrote({ id: 1, error: { code: -32600, message: 'no' } }),
    ];
    const error = await errorOf(threadOf(refused).events('Hi'));
    expect(error).to.include({ type: 'invalid_request', code: '-32600' });
  });

  it('refuses a program that is too old', async () => {
    const old = [
      sent({ id: 0, method: 'initialize' }),
      wrote({ id: 0, result: { userAgent: 'codex_rx/0.98.0 (Linux)' } }),
    ];
    const error = await errorOf(threadOf(old).events('Hi'));
    expect(error.message).to.contain('codex 0.98.0 is too old').and.to.contain("protocol: 'exec'");
  });

  it("gives a failed turn the kind of the program's own error", async () => {
    const error = { message: 'limit', codexErrorInfo: 'usageLimitExceeded', additionalDetails: null };
    const failed = told('turn/completed', { turn: { id: 'u1', status: 'failed', error } });
    const failure: unknown = await threadOf([...BEGUN, failed])
      .run('Hi')
      .then(
        () => undefined,
        (reason: unknown) => reason,
      );
    expect(failure).to.include({ type: 'quota_exceeded' });
  });

  const approval = asked(0, 'item/commandExecution/requestApproval', { itemId: 'call_1', command: 'ls', reason: null });
  const approved = (decision: string) => [
    ...BEGUN,
    approval,
    sent({ id: 0, result: { decision } }),
    told('serverRequest/resolved', { requestId: 0 }),
    ...END,
  ];

  it('lets a handler approve, and a mistake of the handler decline', async () => {
    const yes = await valuesOf(threadOf(approved('accept'), { approve: () => [true] }).events('Hi'));
    expect(yes.map(({ type }) => type)).to.include.members(['request.waiting', 'request.resolved', 'turn.completed']);
    await valuesOf(threadOf(approved('decline'), { approve: () => [false] }).events('Hi'));
  });

  it('makes a waiting approval an event that is plain data, and takes the answer later', async () => {
    const thread = threadOf(approved('accept'), { approve: 'wait' });
    const events = await lastValueFrom(
      thread.events('Hi').pipe(
        tap((event) => {
          if (event.type === 'request.waiting') setImmediate(() => thread.respond(event.request.id, 'accept'));
        }),
        toArray(),
      ),
    );
    const waiting = events.find(({ type }) => type === 'request.waiting');
    expect(JSON.parse(JSON.stringify(waiting))).to.deep.equal(waiting);
    expect(thread.respond('0', true)).to.equal(false);
  });

  it('answers a request without a handler with an error', async () => {
    const lines = [...BEGUN, approval, sent({ id: 0, error: {} }), ...END];
    const events = await valuesOf(threadOf(lines).events('Hi'));
    expect(events.map(({ type }) => type)).not.to.include('request.waiting');
  });

  it('asks the user', async () => {
    const questions = [{ id: 'color', header: 'Color', question: 'Which?', options: null, isSecret: false }];
    const lines = [
      ...BEGUN,
      asked(0, 'item/tool/requestUserInput', { itemId: 'call_1', questions }),
      sent({ id: 0, result: {} }),
      ...END,
    ];
    const seen: string[] = [];
    const thread = threadOf(lines, {
      answer: (request) => {
        seen.push(...request.questions.map(({ question }) => question));
        return [{ color: 'Red' }];
      },
    });
    await valuesOf(thread.events('Hi'));
    expect(seen).to.deep.equal(['Which?']);
  });

  it('runs a tool of the application', async () => {
    const lines = [
      ...BEGUN,
      asked(0, 'item/tool/call', { callId: 'call_1', tool: 'look', arguments: { id: 1 } }),
      sent({ id: 0, result: {} }),
      ...END,
    ];
    const inputs: string[] = [];
    const look = (input: string) => {
      inputs.push(input);
      return ['found'];
    };
    await valuesOf(threadOf(lines, { tools: { declarations: [], run: { look } } }).events('Hi'));
    expect(inputs).to.deep.equal(['{"id":1}']);
  });

  it('reports its turn and the tool of the application to the telemetry', async () => {
    const lines = [
      ...BEGUN,
      asked(0, 'item/tool/call', { callId: 'call_1', tool: 'look', arguments: { id: 1 } }),
      sent({ id: 0, result: {} }),
      ...END,
    ];
    const telemetry = recordTelemetry();
    const codex = codexThat(lines, {}, { telemetry });
    await valuesOf(codex.startThread({ tools: { declarations: [], run: { look: () => 'found' } } }).events('Hi'));
    expect(telemetry.agents).to.have.length(1);
    expect(telemetry.agents[0]).to.include({ kind: 'process', name: 'codex', input: 'Hi' });
    expect(telemetry.agentEnds[0]).to.include({ outcome: 'completed', conversationId: 't1' });
    expect(telemetry.tools).to.have.length(1);
    expect(telemetry.tools[0]).to.include({
      ...{ name: 'look', description: undefined, callId: 'call_1', input: '{"id":1}', agent: 'codex' },
    });
    expect(telemetry.toolEnds[0]).to.include({ outcome: 'completed', output: 'found' });
  });

  it('resumes a thread once in a process', async () => {
    const resumed = [
      ...HELLO,
      sent({ id: 1, method: 'thread/resume', params: { threadId: 't1' } }),
      wrote({ id: 1, result: { thread: { id: 't1' } } }),
      ...WHOLE.slice(OPENED.length),
      ...WHOLE.slice(OPENED.length),
    ];
    const thread = codexThat(resumed, {}, { processKeepAlive: 1_000 }).resumeThread('t1');
    await thread.run('one');
    expect((await thread.run('two')).finalResponse).to.equal('Hello');
  });

  it('lists threads, page by page', async () => {
    const page = (id: number, thread: string, nextCursor: string | null): readonly SessionLine[] => [
      sent({ id, method: 'thread/list', params: { limit: 100 } }),
      wrote({ id, result: { data: [{ id: thread, createdAt: 2 }], nextCursor } }),
    ];
    const threads = await valuesOf(
      codexThat([...HELLO, ...page(1, 'a', 'next'), ...page(2, 'b', null)]).threads.list(),
    );
    expect(threads.map(({ id, created_at }) => [id, created_at])).to.deep.equal([
      ['a', 2000],
      ['b', 2000],
    ]);
  });

  it('reports the version, and that exec has no app-server', async () => {
    expect(await firstValueFrom(codexThat(HELLO).connect())).to.deep.equal({ version: '0.171.0' });
    expect((await errorOf(new Codex().threads.list())).message).to.contain("protocol: 'app-server'");
    const exec = new Codex({ codexPathOverride: process.execPath }).startThread({ approve: 'wait' });
    expect((await errorOf(exec.events('Hi'))).message).to.contain('the option approve needs the app-server');
  });
});
