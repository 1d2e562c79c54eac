import { expect } from 'chai';
import { agentReply } from '../../../lib/agent/appServer/turn/agentReply.js';
import type { AgentReply, ApprovalRequest, ElicitationRequest } from '../../../lib/agent/protocol/AgentRequest.js';

const waiting = { id: '1', thread_id: 't1', turn_id: 'u1', item_id: 'i1', reason: null, raw: {} };
const mcp = { server: 's', message: 'May it?' };

/** Each kind of request, with the answer of the program's own protocol that approves nothing. */
const REQUESTS: readonly (readonly [ApprovalRequest | ElicitationRequest, object])[] = [
  [
    {
      ...waiting,
      type: 'command_approval',
      ...{ command: 'ls', cwd: null, proposed_rule: ['ls'], network: null, proposed_network_rules: [] },
    },
    { decision: 'decline' },
  ],
  [{ ...waiting, type: 'file_change_approval', grant_root: null }, { decision: 'decline' }],
  [
    { ...waiting, type: 'permissions_approval', permissions: { network: { enabled: true } } },
    { permissions: {}, scope: 'turn' },
  ],
  [
    { ...waiting, ...mcp, type: 'mcp_tool_approval', tool: 'f', arguments: {}, remember: ['session'] },
    { action: 'decline', content: null, _meta: null },
  ],
  [
    { ...waiting, ...mcp, type: 'elicitation', mode: 'form', url: null, schema: { type: 'object' } },
    { action: 'decline', content: null, _meta: null },
  ],
];

/** Values that plain JavaScript may pass, of which none is a reply. */
const NO_REPLY: readonly unknown[] = [
  ...[false, null, undefined, 0, 1, '', 'decline', 'yes', 'true', 'ACCEPT', ' accept', 'acceptForSession', 'toString'],
  ...[[], ['accept'], [true], {}, { approved: true }, { accept: true }, { decision: 'accept' }, () => true],
  ...[{ accept_with_rule: [] }, { accept_with_rule: 'ls' }, { accept_with_rule: [1] }, { accept_with_rule: {} }],
  ...[{ network_rule: {} }, { network_rule: { host: 'a.example' } }, { network_rule: { host: 1, action: 'allow' } }],
];

/** Replies that fit some requests, and the types of these requests. */
const OTHERS: readonly (readonly [AgentReply, readonly string[]])[] = [
  ['accept_always', ['mcp_tool_approval']],
  ['accept_for_session', ['command_approval', 'file_change_approval', 'permissions_approval', 'mcp_tool_approval']],
  [true, ['command_approval', 'file_change_approval', 'permissions_approval', 'mcp_tool_approval']],
  [{ accept_with_rule: ['ls'] }, ['command_approval']],
  [{ network_rule: { host: 'a.example', action: 'allow' } }, ['command_approval']],
  [{ accept: { name: 'x' } }, ['elicitation']],
];

/** Calls the function as plain JavaScript does, with any reply. */
const answerTo = (request: ApprovalRequest | ElicitationRequest, reply: unknown): unknown => {
  const answer: unknown = Reflect.apply(agentReply, undefined, [request, reply]);
  return answer;
};

describe('M8 a reply that does not fit the request of an agent', () => {
  for (const [request, declined] of REQUESTS) {
    it(`declines: ${request.type}`, () => {
      for (const value of NO_REPLY) expect(answerTo(request, value)).to.deep.equal(declined);
    });
    it(`declines although it fits another one: ${request.type}`, () => {
      for (const [reply, types] of OTHERS) {
        const answer = agentReply(request, reply);
        if (types.includes(request.type)) expect(answer).not.to.deep.equal(declined);
        else expect(answer).to.deep.equal(declined);
      }
    });
  }
});
