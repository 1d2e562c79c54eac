import { isRight } from '#either';
import { expect } from 'chai';
import { Codex } from '../../../lib/agent/Codex.js';
import type { ThreadOptions } from '../../../lib/agent/options/ThreadOptions.js';
import type { AgentReply } from '../../../lib/agent/protocol/AgentRequest.js';
import { ThreadEvent } from '../../../lib/agent/protocol/ThreadEvent.js';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import { appServerSession, textTurn } from '../../../lib/testing/appServer/appServerSession.js';
import { virtualAppServer } from '../../../lib/testing/appServer/virtualAppServer.js';
import { valuesOf } from '../../support/collect.js';

const COMMAND = { method: 'item/commandExecution/requestApproval', params: { itemId: 'call_1', command: 'ls' } };
const NETWORK = {
  method: 'item/commandExecution/requestApproval',
  params: {
    itemId: 'call_1',
    command: null,
    networkApprovalContext: { host: 'example.com', protocol: 'https' },
    proposedNetworkPolicyAmendments: [
      { host: 'example.com', action: 'allow' },
      { host: 'example.com', action: 'guess' },
    ],
  },
};
const FILES = { method: 'item/fileChange/requestApproval', params: { itemId: 'call_1' } };
const PERMISSIONS = {
  method: 'item/permissions/requestApproval',
  params: { itemId: 'call_1', permissions: { network: { enabled: true } } },
};
const QUESTION = { method: 'item/tool/requestUserInput', params: { itemId: 'call_1', questions: [{ id: 'color' }] } };
const elicitation = (params: JsonObject) => ({
  method: 'mcpServer/elicitation/request',
  params: { serverName: 'tracker', turnId: null, _meta: null, ...params },
});
const FORM = elicitation({ mode: 'form', message: 'Your name?', requestedSchema: { type: 'object', properties: {} } });
const ADDRESS = elicitation({ mode: 'url', message: 'Sign in', url: 'https://example.com/in', elicitationId: 'e1' });
const VERIFICATION = elicitation({ mode: 'openai/userVerification', title: 'Is it you?', challenge: 'c' });
const TOOL = elicitation({
  mode: 'form',
  message: 'Allow it?',
  requestedSchema: { type: 'object', properties: {} },
  _meta: {
    codex_approval_kind: 'mcp_tool_call',
    persist: ['session', 'always'],
    tool_name: 'close',
    tool_params: { id: 7 },
  },
});

/** Runs a turn with one request and a thread that waits for replies, and returns what the program receives. */
const replied = async (request: { method: string; params: JsonObject }, reply: AgentReply) => {
  const transport = virtualAppServer(appServerSession([[{ id: 9, ...request }, ...textTurn('Done')]]));
  const options = { approve: 'wait', answer: 'wait', elicit: 'wait' } as const;
  const codex = { protocol: 'app-server', codexPathOverride: process.execPath, env: {}, transport } as const;
  const thread = new Codex({ ...codex, processKeepAlive: 0 }).startThread(options);
  const seen: ThreadEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    thread.events('Hi').subscribe({
      next: (event) => {
        seen.push(event);
        if (event.type === 'request.waiting') setImmediate(() => thread.respond(event.request.id, reply));
      },
      error: reject,
      complete: resolve,
    });
  });
  const answer = transport.received.find(({ id, method }) => id === 9 && method === undefined);
  const waiting = seen.find((event) => event.type === 'request.waiting');
  return { result: answer?.['result'], waiting };
};

describe('the requests of the app-server to a person', () => {
  const rule = { host: 'example.com', action: 'deny' } as const;
  const command = (decision: unknown) => ({ decision });
  const elicited = (action: string, content: unknown = null, _meta: unknown = null) => ({ action, content, _meta });
  const rows: readonly (readonly [string, { method: string; params: JsonObject }, AgentReply, unknown])[] = [
    ['a command', COMMAND, 'accept', command('accept')],
    ['a command', COMMAND, true, command('accept')],
    ['a command', COMMAND, false, command('decline')],
    ['a command', COMMAND, 'accept_for_session', command('acceptForSession')],
    ['a command', COMMAND, 'cancel', command('cancel')],
    [
      'a command',
      COMMAND,
      { accept_with_rule: ['ls'] },
      command({ acceptWithExecpolicyAmendment: { execpolicy_amendment: ['ls'] } }),
    ],
    ['a command', COMMAND, 'accept_always', command('decline')],
    ['a command', COMMAND, { accept: {} }, command('decline')],
    [
      'the network',
      NETWORK,
      { network_rule: rule },
      command({ applyNetworkPolicyAmendment: { network_policy_amendment: rule } }),
    ],
    ['the network', NETWORK, 'accept', command('accept')],
    ['files', FILES, 'accept', command('accept')],
    ['files', FILES, { network_rule: rule }, command('decline')],
    ['files', FILES, { accept_with_rule: ['ls'] }, command('decline')],
    ['permissions', PERMISSIONS, 'accept', { permissions: { network: { enabled: true } }, scope: 'turn' }],
    ['permissions', PERMISSIONS, 'accept_always', { permissions: {}, scope: 'turn' }],
    ['a question', QUESTION, { color: 'red' }, { answers: { color: { answers: ['red'] } } }],
    ['a question', QUESTION, 'accept', { answers: {} }],
    ['an MCP tool', TOOL, 'accept', elicited('accept', {})],
    ['an MCP tool', TOOL, true, elicited('accept', {})],
    ['an MCP tool', TOOL, 'accept_for_session', elicited('accept', {}, { persist: 'session' })],
    ['an MCP tool', TOOL, 'accept_always', elicited('accept', {}, { persist: 'always' })],
    ['an MCP tool', TOOL, 'decline', elicited('decline')],
    ['an MCP tool', TOOL, 'cancel', elicited('cancel')],
    ['an MCP tool', TOOL, { accept: {} }, elicited('decline')],
    ['a form', FORM, { accept: { name: 'Ada' } }, elicited('accept', { name: 'Ada' })],
    ['a form', FORM, 'accept', elicited('accept', {})],
    ['a form', FORM, 'decline', elicited('decline')],
    ['a form', FORM, true, elicited('decline')],
    ['a form', FORM, { color: 'red' }, elicited('decline')],
    ['an address', ADDRESS, 'accept', elicited('accept')],
    ['an address', ADDRESS, 'cancel', elicited('cancel')],
    ['a verification', VERIFICATION, 'decline', elicited('decline')],
  ];
  for (const [what, request, reply, expected] of rows)
    it(`answers ${what} with ${JSON.stringify(reply)} as the program expects it`, async () => {
      const { result, waiting } = await replied(request, reply);
      expect(result).to.deep.equal(expected);
      const restored = ThreadEvent.decode(JSON.parse(JSON.stringify(waiting)));
      expect(isRight(restored) && restored.right).to.deep.equal(waiting);
    });

  it('describes the host, the tool, the form and the address', async () => {
    const requestIn = async (request: { method: string; params: JsonObject }) => {
      const { waiting } = await replied(request, 'decline');
      return waiting?.type === 'request.waiting' ? waiting.request : undefined;
    };
    expect(await requestIn(NETWORK)).to.deep.include({
      ...{ type: 'command_approval', command: '', network: { host: 'example.com', protocol: 'https' } },
      proposed_network_rules: [{ host: 'example.com', action: 'allow' }],
    });
    expect(await requestIn(COMMAND)).to.deep.include({ command: 'ls', network: null, proposed_network_rules: [] });
    expect(await requestIn(TOOL)).to.deep.include({
      ...{ type: 'mcp_tool_approval', server: 'tracker', tool: 'close', arguments: { id: 7 }, message: 'Allow it?' },
      remember: ['session', 'always'],
    });
    expect(await requestIn(FORM)).to.deep.include({
      ...{ type: 'elicitation', server: 'tracker', mode: 'form', message: 'Your name?', url: null, turn_id: '' },
      schema: { type: 'object', properties: {} },
    });
    expect(await requestIn(ADDRESS)).to.deep.include({ mode: 'url', url: 'https://example.com/in', schema: null });
    expect(await requestIn(VERIFICATION)).to.deep.include({ message: 'Is it you?', url: null, schema: null });
  });

  const handlers: readonly (readonly [string, { method: string; params: JsonObject }, ThreadOptions])[] = [
    ['a form', FORM, { approve: () => ['accept'], answer: () => [{}] }],
    ['an MCP tool', TOOL, { elicit: () => ['accept'], answer: () => [{}] }],
    ['a question', QUESTION, { approve: () => ['accept'], elicit: () => ['accept'] }],
    ['a command', COMMAND, { elicit: () => ['accept'], answer: () => [{}] }],
  ];
  for (const [what, request, options] of handlers)
    it(`refuses ${what} if only the handlers of other requests are given, and the turn goes on`, async () => {
      const transport = virtualAppServer(appServerSession([[{ id: 9, ...request }, ...textTurn('Done')]]));
      const codex = new Codex({
        ...{ protocol: 'app-server', codexPathOverride: process.execPath, env: {}, transport, processKeepAlive: 0 },
      });
      const events = await valuesOf(codex.startThread(options).events('Hi'));
      const answer = transport.received.find(({ id, method }) => id === 9 && method === undefined);
      expect(isJsonObject(answer?.['error']) && answer['error']['code']).to.equal(-32601);
      expect(events.at(-1)?.type).to.equal('turn.completed');
    });
});
