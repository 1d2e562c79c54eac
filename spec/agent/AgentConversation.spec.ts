import { expect } from 'chai';
import { firstValueFrom, filter } from 'rxjs';
import { AgentConversation, type AgentConversationState } from '../../lib/agent/AgentConversation.js';
import { Codex } from '../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../lib/agent/options/ThreadOptions.js';
import { appServerSession, textTurn, type AppServerMessage } from '../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer, type VirtualAppServerOptions } from '../../lib/testing/appServer/virtualAppServer.js';

const open = (
  turns: readonly (readonly AppServerMessage[])[],
  options: ThreadOptions = {},
  play: VirtualAppServerOptions = {},
) => {
  const transport = virtualAppServer(appServerSession(turns), play);
  const codex = new Codex({
    protocol: 'app-server',
    codexPathOverride: process.execPath,
    env: {},
    transport,
    processKeepAlive: 50,
    exitGrace: 500,
  });
  return { chat: new AgentConversation(codex.startThread(options)), transport };
};

const reaches = (chat: AgentConversation, isSo: (state: AgentConversationState) => boolean) =>
  firstValueFrom(chat.state$.pipe(filter(isSo)));
const isIdle = ({ busy }: AgentConversationState) => !busy;
const textsOf = ({ turns }: AgentConversationState) =>
  turns.flatMap(({ turn }) => turn?.items.map((item) => (item.type === 'agent_message' ? item.text : item.type)) ?? []);
const statusesOf = ({ turns }: AgentConversationState) => turns.map(({ turn }) => turn?.status);
const hasText = (state: AgentConversationState) => textsOf(state).length > 0;
/** A request that nobody answers, so the turn goes on until it is ended. */
const endless: readonly AppServerMessage[] = [
  ...textTurn('Wait').slice(0, 2),
  { id: 0, method: 'item/commandExecution/requestApproval', params: { itemId: 'c', command: 'ls' } },
];
const waits: ThreadOptions = { approve: 'wait' };
const isWaiting = ({ turns }: AgentConversationState) => (turns.at(-1)?.turn?.waiting?.length ?? 0) > 0;

describe('AgentConversation', () => {
  it('begins with the turns of a stored thread, and adds to them', async () => {
    const transport = virtualAppServer(appServerSession([textTurn('New')]));
    const codex = new Codex({ protocol: 'app-server', codexPathOverride: process.execPath, env: {}, transport });
    const turn = { status: 'completed', thread_id: 'thread_1', usage: null, error: null } as const;
    const items = [{ type: 'agent_message', id: 'msg_0', text: 'Old' }] as const;
    const turns = [{ input: 'Earlier', turn: { ...turn, items } }];
    const chat = new AgentConversation(codex.resumeThread('thread_1'), { turns });
    expect(textsOf(chat.state)).to.deep.equal(['Old']);
    chat.send('Now');
    const state = await reaches(chat, isIdle);
    expect(textsOf(state)).to.deep.equal(['Old', 'New']);
    expect(state.turns.map(({ input }) => input)).to.deep.equal(['Earlier', 'Now']);
    chat.close();
  });

  it('sends a message, and shows its turn', async () => {
    const { chat } = open([textTurn('Hello')]);
    expect(chat.state).to.deep.equal({ turns: [], queue: [], busy: false, error: null });
    chat.send('Hi');
    expect(chat.state.busy).to.equal(true);
    const state = await reaches(chat, isIdle);
    expect(textsOf(state)).to.deep.equal(['Hello']);
    expect(state.turns[0]).to.deep.nested.include({ input: 'Hi', 'turn.status': 'completed' });
    chat.close();
  });

  it('queues a message until the turn has ended', async () => {
    const { chat } = open([textTurn('One'), textTurn('Two')]);
    chat.send('first');
    chat.queue('second');
    expect(chat.state.queue).to.deep.equal(['second']);
    const state = await reaches(chat, (each) => isIdle(each) && each.turns.length === 2);
    expect(textsOf(state)).to.deep.equal(['One', 'Two']);
    expect(state.queue).to.deep.equal([]);
    chat.close();
  });

  it('runs a queued message at once if no turn runs', async () => {
    const { chat } = open([textTurn('One')]);
    chat.queue('first');
    expect(textsOf(await reaches(chat, isIdle))).to.deep.equal(['One']);
    chat.close();
  });

  it('stops the turn, keeps what it wrote, and keeps the queue', async () => {
    const { chat, transport } = open([endless, textTurn('Two')], waits);
    chat.send('first');
    chat.queue('later');
    await reaches(chat, isWaiting);
    chat.stop();
    expect(chat.state).to.deep.include({ busy: false, queue: ['later'] });
    expect(statusesOf(chat.state)).to.deep.equal(['interrupted']);
    expect(textsOf(chat.state)).to.deep.equal(['Wa']);
    expect(isWaiting(chat.state)).to.equal(false);
    chat.stop(); // nothing is left to stop
    chat.send('second');
    const state = await reaches(chat, (each) => statusesOf(each)[1] === 'completed');
    expect(textsOf(state)).to.deep.equal(['Wa', 'Two']);
    expect(transport.received.map(({ method }) => method)).to.include('turn/interrupt');
    chat.close();
  });

  it('ends the turn that runs when another message is sent', async () => {
    const { chat } = open([endless, textTurn('Two')], waits);
    chat.send('first');
    await reaches(chat, isWaiting);
    chat.send('second');
    const state = await reaches(chat, isIdle);
    expect(statusesOf(state)).to.deep.equal(['interrupted', 'completed']);
    chat.close();
  });

  it('steers the turn that runs, and rejects if none runs', async () => {
    const { chat, transport } = open([endless], waits);
    const early: unknown = await chat.steer('too early').catch((error: unknown) => error);
    expect(early).to.include({ type: 'invalid_request' });
    chat.send('first');
    await reaches(chat, isWaiting);
    await chat.steer('In French');
    const steer = transport.received.find(({ method }) => method === 'turn/steer');
    expect(steer).to.have.nested.property('params.expectedTurnId', 'turn_1');
    expect(JSON.stringify(steer)).to.contain('In French');
    chat.close();
  });

  it('answers a request that waits, once', async () => {
    const { chat, transport } = open([[...endless, ...textTurn('Done').slice(3)]], waits);
    chat.send('first');
    const state = await reaches(chat, isWaiting);
    const id = state.turns[0]?.turn?.waiting?.[0]?.id ?? '';
    expect(chat.respond(id, 'accept')).to.equal(true);
    expect(chat.respond(id, 'accept')).to.equal(false);
    expect(textsOf(await reaches(chat, isIdle))).to.deep.equal(['Done']);
    expect(transport.received).to.deep.include({ id: 0, result: { decision: 'accept' } });
    chat.close();
  });

  it('reports a turn that could not run, and goes on with the queue', async () => {
    const { chat } = open([textTurn('One')], {}, { faults: [{ type: 'refuse', at: 'turn/start' }] });
    chat.send('first');
    const state = await reaches(chat, isIdle);
    expect(state.error).to.include({ type: 'invalid_request' });
    chat.close();
  });

  it('ends the turn and its state when it is closed', async () => {
    const { chat } = open([endless], waits);
    chat.send('first');
    await reaches(chat, hasText);
    chat.close();
    chat.send('more');
    chat.queue('more');
    expect(chat.state.turns).to.have.length(1);
    expect(statusesOf(chat.state)).to.deep.equal(['interrupted']);
  });
});
