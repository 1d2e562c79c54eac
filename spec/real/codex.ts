import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import * as t from 'io-ts';
import { from, lastValueFrom, map, takeWhile, tap } from 'rxjs';
import { Codex } from '../../lib/agent/Codex.js';
import type { CodexOptions } from '../../lib/agent/options/CodexOptions.js';
import type { ApprovalDecision, ElicitationAnswer } from '../../lib/agent/protocol/AgentRequest.js';
import type { ThreadEvent } from '../../lib/agent/protocol/ThreadEvent.js';
import type { ThreadItem } from '../../lib/agent/protocol/ThreadItem.js';
import { collectTurn } from '../../lib/agent/turn/collectTurn.js';
import { foldTurn } from '../../lib/agent/turn/foldTurn.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import { structuredAnswer, textAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import type { ScriptedAnswer, Script } from '../../lib/server/script/Script.js';
import { processesLike } from '../agent/fakeProgram.js';
import { until, valuesOf } from '../support/collect.js';
import { useServer } from '../support/scripted.js';

const KEY = 'sk-of-the-test-0123';
const MODEL = { model: 'gpt-5' };
const ASKING = new URL('../support/agent/mcpServer.js', import.meta.url);
const isMessage = t.type({ type: t.literal('agent_message') });

/** Runs a shell command: the tool that the program offers its model for that. */
const runs = (cmd: string): ScriptedAnswer => toolCallAnswer({ name: 'exec_command', arguments: { cmd } }, MODEL);

describe('the real codex program', () => {
  const using = useServer({ apiKey: KEY, script: { answer: textAnswer('not expected', MODEL) } });
  let home = '';
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'real-codex-'))));
  afterEach(async () => {
    await until(() => processesLike(home).length === 0);
    // An app-server that is kept alive may still write to it.
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const codex = (further: CodexOptions = {}) =>
    new Codex({
      ...further,
      codexPathOverride: process.env['CODEX_PROGRAM'],
      apiKey: KEY,
      env: { PATH: process.env['PATH'] ?? '', HOME: home, CODEX_HOME: home },
      config: {
        ...further.config,
        model_provider: 'scripted',
        model_providers: {
          scripted: {
            name: 'scripted',
            base_url: using.server.baseUrl,
            wire_api: 'responses',
            env_key: 'CODEX_API_KEY',
            supports_websockets: false,
            request_max_retries: 0,
            stream_max_retries: 0,
          },
        },
      },
    });
  // danger-full-access: its commands are the fixed ones below, in a folder of the test
  const options = () =>
    ({ ...MODEL, workingDirectory: home, skipGitRepoCheck: true, sandboxMode: 'danger-full-access' }) as const;
  const answerWith = (...answers: readonly ScriptedAnswer[]) =>
    using.server.enqueue(...answers.map((answer): Script => ({ answer })));
  const lastRequest = () => JSON.stringify(using.server.requests.at(-1)?.body);

  it('runs a turn', async () => {
    answerWith(textAnswer('Hello there', { ...MODEL, usage: { input_tokens: 7 } }));
    const thread = codex().startThread(options());
    const { finalResponse, usage } = await thread.run('Say hello');
    expect(finalResponse).to.equal('Hello there');
    expect(usage).to.deep.include({ input_tokens: 7, output_tokens: 2 });
    expect(thread.id).to.be.a('string');
    expect(lastRequest()).to.contain('Say hello');
  });

  it('runs a command of the agent, and shows it while it runs', async () => {
    answerWith(runs('echo made > made.txt; cat made.txt'), textAnswer('Done.', MODEL));
    const turns = await valuesOf(codex().startThread(options()).events('Make a file').pipe(foldTurn()));
    const states = turns.flatMap(({ items }) =>
      items.flatMap((item) => (item.type === 'command_execution' ? [item] : [])),
    );
    expect(states[0]).to.deep.include({ status: 'in_progress', aggregated_output: '' });
    expect(states.at(-1)).to.deep.include({ status: 'completed', exit_code: 0, aggregated_output: 'made\n' });
    expect(readFileSync(join(home, 'made.txt'), 'utf8')).to.equal('made\n');
    expect(turns.at(-1)?.status).to.equal('completed');
    expect(turns.at(-1)?.items.filter(isMessage.is)).to.have.length(1);
  });

  it('goes on with a thread, in the same object and by its id', async () => {
    answerWith(textAnswer('One.', MODEL), textAnswer('Two.', MODEL), textAnswer('Three.', MODEL));
    const thread = codex().startThread(options());
    await thread.run('first question');
    await thread.run('second question');
    expect(lastRequest()).to.contain('first question').and.to.contain('One.');
    const resumed = codex().resumeThread(thread.id, options());
    expect((await resumed.run('third question')).finalResponse).to.equal('Three.');
    expect(lastRequest()).to.contain('second question').and.to.contain('Two.');
    expect(resumed.id).to.equal(thread.id);
  });

  it('holds the agent to a schema, and gives the answer validated', async () => {
    answerWith(structuredAnswer({ ok: true, why: 'tests pass' }, MODEL));
    const outputSchema = {
      type: 'object',
      properties: { ok: { type: 'boolean' }, why: { type: 'string' } },
      required: ['ok', 'why'],
      additionalProperties: false,
    };
    const Verdict = t.type({ ok: t.boolean, why: t.string });
    const verdict = await codex().startThread(options()).runAs(Verdict, 'Well?', { outputSchema });
    expect(verdict).to.deep.equal({ ok: true, why: 'tests pass' });
    const body = using.server.requests.at(-1)?.body;
    const text = isJsonObject(body) ? body['text'] : undefined;
    expect(text).to.have.nested.property('format.schema').that.deep.equals(outputSchema);
  });

  it('ends with its command when a turn is left in the middle, and goes on with the thread afterwards', async () => {
    answerWith(runs(`sleep 61 && touch ${home}/late`), textAnswer('Still here.', MODEL));
    const thread = codex().startThread(options());
    const untilCommand = thread.events('Sleep').pipe(
      foldTurn(),
      map(({ items }) => items.some(({ type }) => type === 'command_execution')),
      takeWhile((runsCommand) => !runsCommand),
    );
    await valuesOf(untilCommand);
    expect((await thread.run('Are you there?')).finalResponse).to.equal('Still here.');
    await until(() => processesLike('sleep 61').length === 0);
    expect(existsSync(join(home, 'late'))).to.equal(false);
  });

  it('fails a turn with what the server says, without the key', async () => {
    const body = { error: { message: `Incorrect API key provided: ${KEY}`, code: 'invalid_api_key' } };
    using.server.enqueue({ fault: { type: 'status', status: 401, body } });
    const error: unknown = await codex()
      .startThread(options())
      .run('Hi')
      .then(
        () => expect.fail('a failure was expected'),
        (reason: unknown) => reason,
      );
    expect(error).to.be.an('error');
    expect(String(error)).to.contain('Incorrect API key provided: [redacted]');
  });

  describe('over the app-server', () => {
    const server = () => codex({ protocol: 'app-server' });
    const typesOf = (items: readonly ThreadItem[]) => items.map((item) => ('status' in item ? item.status : item.type));

    it('streams a turn with its deltas, and counts the tokens of each turn', async () => {
      answerWith(
        textAnswer('Hello there', { usage: { input_tokens: 7 } }),
        textAnswer('Two', { usage: { input_tokens: 9 } }),
      );
      const thread = server().startThread(options());
      const events = await valuesOf(thread.events('Say hello'));
      // The scripted server answers with the model of the request; otherwise the program would report a rerouted model.
      expect(JSON.stringify(events)).not.to.match(/rerouted|flagged/);
      expect(events.flatMap((event) => (event.type === 'item.delta' ? [event.delta] : []))).to.deep.equal([
        'Hello',
        ' there',
      ]);
      expect((await thread.run('again')).usage).to.deep.include({ input_tokens: 9, output_tokens: 1 });
    });

    it('runs a command that is approved, and not one that is refused', async () => {
      answerWith(runs('mkdir good'), runs('mkdir bad'), textAnswer('Done.'));
      const thread = server().startThread({
        ...options(),
        approvalPolicy: 'untrusted',
        approve: (request) => [request.type === 'command_approval' && request.command.includes('good')],
      });
      expect(typesOf((await thread.run('Make folders')).items)).to.include.members(['completed', 'declined']);
      expect(existsSync(join(home, 'good'))).to.equal(true);
      expect(existsSync(join(home, 'bad'))).to.equal(false);
    });

    it('calls a tool of this application', async () => {
      answerWith(toolCallAnswer({ name: 'look_up', arguments: { id: 'A-1' } }), textAnswer('It is open.'));
      const declarations = [
        { type: 'function', name: 'look_up', description: 'Look up', parameters: { type: 'object', properties: {} } },
      ];
      const run = { look_up: (input: string) => `found ${input}` };
      const { items } = await server()
        .startThread({ ...options(), tools: { declarations, run } })
        .run('Ticket?');
      expect(items.find(({ type }) => type === 'dynamic_tool_call')).to.deep.include({ output: 'found {"id":"A-1"}' });
    });

    it('lets a person approve the tool of an MCP server, and fill in its form', async () => {
      const command = { command: process.execPath, args: [fileURLToPath(ASKING)] };
      const agent = codex({ protocol: 'app-server', config: { mcp_servers: { asking: command } } });
      const call = toolCallAnswer({ name: 'ask', namespace: 'mcp__asking', arguments: {} });
      const approved: string[] = [];
      const run = async (approve: ApprovalDecision, elicit: ElicitationAnswer) => {
        answerWith(call, textAnswer('Done.'));
        const thread = agent.startThread({
          ...{ ...options(), approvalPolicy: 'on-request' },
          approve: (request) => {
            approved.push(request.type);
            return [approve];
          },
          elicit: () => [elicit],
        });
        const { items } = await thread.run('Ask me');
        return JSON.stringify(items.filter(({ type }) => type === 'mcp_tool_call'));
      };
      expect(await run('accept', { accept: { name: 'Ada' } })).to.contain('Ada');
      expect(await run('accept', 'cancel'))
        .to.contain('cancel')
        .and.not.to.contain('Ada');
      expect(await run('decline', 'accept')).to.contain('rejected');
      expect(approved).to.deep.equal(['mcp_tool_approval', 'mcp_tool_approval', 'mcp_tool_approval']);
    });

    it('remembers an approved tool of an MCP server for the session', async () => {
      const command = { command: process.execPath, args: [fileURLToPath(ASKING)] };
      const agent = codex({ protocol: 'app-server', config: { mcp_servers: { asking: command } } });
      const call = toolCallAnswer({ name: 'ask', namespace: 'mcp__asking', arguments: {} });
      answerWith(call, textAnswer('One.'), call, textAnswer('Two.'));
      const approved: string[] = [];
      const thread = agent.startThread({
        ...{ ...options(), approvalPolicy: 'on-request' },
        approve: (request) => {
          approved.push(request.type);
          return ['accept_for_session'];
        },
      });
      await thread.run('Ask me');
      expect((await thread.run('Ask me again')).finalResponse).to.equal('Two.');
      expect(approved).to.have.length(1);
    });

    it('gives a loaded thread the sandbox with which it is resumed', async () => {
      answerWith(textAnswer('One.'), runs('mkdir made'), textAnswer('Two.'));
      const agent = server();
      const thread = agent.startThread(options());
      await thread.run('Hi');
      await agent.resumeThread(thread.id, { sandboxMode: 'read-only', approvalPolicy: 'never' }).run('Make a folder');
      expect(existsSync(join(home, 'made'))).to.equal(false);
    });

    it('reads the turns of a thread in another process', async () => {
      answerWith(runs('echo made'), textAnswer('One.'), textAnswer('Two.'));
      const thread = codex({ protocol: 'app-server', processKeepAlive: 0 }).startThread(options());
      await thread.run('first question');
      await thread.run('second question');
      const stored = await valuesOf(server().threads.turns(thread.id ?? ''));
      expect(stored.map(({ input }) => input)).to.deep.equal(['first question', 'second question']);
      expect(typesOf(stored[0]?.turn.items ?? [])).to.deep.equal(['completed', 'agent_message']);
      expect(stored.map(({ turn }) => turn.status)).to.deep.equal(['completed', 'completed']);
    });

    it('steers a turn', async () => {
      using.server.enqueue({ answer: textAnswer('one two three four five six'), pace: { tokensPerSecond: 4 } });
      answerWith(textAnswer('Steered'));
      const thread = server().startThread(options());
      const steered: Promise<void>[] = [];
      const events = await valuesOf(
        thread.events('Count').pipe(
          tap((event) => {
            if (event.type === 'item.delta' && steered.length === 0) steered.push(thread.steer('In French'));
          }),
        ),
      );
      await Promise.all(steered);
      expect(steered).to.have.length(1);
      expect(JSON.stringify(events)).to.contain('Steered').and.to.contain('In French');
    });

    it('interrupts a turn that is left in a command, without leaving a process', async () => {
      answerWith(runs(`sleep 62 && touch ${home}/late`), textAnswer('Still here.'));
      const thread = server().startThread(options());
      await valuesOf(
        thread.events('Sleep').pipe(
          foldTurn(),
          map(({ items }) => items.some(({ type }) => type === 'command_execution')),
          takeWhile((runsCommand) => !runsCommand),
        ),
      );
      expect((await thread.run('Are you there?')).finalResponse).to.equal('Still here.');
      await until(() => processesLike('sleep 62').length === 0);
    });

    it('forks a thread, resumes it by its id, and lists both', async () => {
      answerWith(textAnswer('One.'), textAnswer('Two.'), textAnswer('Three.'));
      // Each turn then has a process of its own.
      const agent = codex({ protocol: 'app-server', processKeepAlive: 0 });
      const thread = agent.startThread(options());
      await thread.run('first question');
      const fork = await lastValueFrom(agent.threads.fork(thread.id ?? ''));
      expect((await agent.resumeThread(fork, options()).run('second')).finalResponse).to.equal('Two.');
      expect(lastRequest()).to.contain('first question');
      expect((await valuesOf(agent.threads.list())).map(({ id }) => id)).to.include.members([thread.id, fork]);
      expect((await agent.resumeThread(thread.id, options()).run('third')).finalResponse).to.equal('Three.');
    });

    const review = structuredAnswer({
      findings: [],
      overall_correctness: 'patch is correct',
      overall_explanation: 'Fine.',
      overall_confidence_score: 1,
    });
    const target = { type: 'custom', instructions: 'Look at the types' } as const;

    it('reviews changes, and gives the text of the review', async () => {
      answerWith(review);
      const events = await valuesOf(server().startThread(options()).review(target));
      expect(events.map(({ type }) => type)).to.include('turn.started');
      const { finalResponse, items } = await lastValueFrom(from(events).pipe(collectTurn()));
      expect(finalResponse).to.equal('Fine.');
      expect(items.map(({ type }) => type)).to.include('review');
    });

    it('interrupts a review that is left, and goes on in the same process', async () => {
      using.server.enqueue({ answer: textAnswer('one two three four five six'), pace: { tokensPerSecond: 2 } });
      answerWith(textAnswer('Still here.'));
      const agent = server();
      const connection = agent.connect().subscribe({ error: (error: unknown) => expect.fail(String(error)) });
      const thread = agent.startThread(options());
      const writes = (event: ThreadEvent) => event.type === 'item.started' && event.item.type === 'agent_message';
      await valuesOf(thread.review(target).pipe(takeWhile((event) => !writes(event))));
      expect((await thread.run('Are you there?')).finalResponse).to.equal('Still here.');
      connection.unsubscribe();
    });

    it('holds the agent to a schema', async () => {
      answerWith(structuredAnswer({ ok: true }));
      const outputSchema = {
        type: 'object',
        properties: { ok: { type: 'boolean' } },
        required: ['ok'],
        additionalProperties: false,
      };
      const verdict = await server()
        .startThread(options())
        .runAs(t.type({ ok: t.boolean }), 'Well?', { outputSchema });
      expect(verdict).to.deep.equal({ ok: true });
    });

    it('runs two threads at once in one process', async () => {
      answerWith(textAnswer('Same.'), textAnswer('Same.'));
      const agent = server();
      const turns = [agent.startThread(options()), agent.startThread(options())].map((thread) => thread.run('Hi'));
      const results = await Promise.all(turns);
      expect(results.map(({ finalResponse }) => finalResponse)).to.deep.equal(['Same.', 'Same.']);
    });
  });
});
