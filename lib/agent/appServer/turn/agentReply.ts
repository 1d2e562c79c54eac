import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import type { AgentReply, AgentRequest, ApprovalRequest, ElicitationRequest } from '../../protocol/AgentRequest.js';

const DECISIONS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [true, 'accept'],
  ['accept', 'accept'],
  ['accept_for_session', 'acceptForSession'],
  ['cancel', 'cancel'],
]);

/** The time for which the program remembers that an MCP tool was accepted. */
const REMEMBERED: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['accept_for_session', 'session'],
  ['accept_always', 'always'],
]);

/** The members of a reply; none of a reply that is a word. */
const membersOf = (reply: unknown): JsonObject => (isJsonObject(reply) ? reply : {});

const elicited = (action: 'accept' | 'decline' | 'cancel', content: JsonObject | null = null, persist?: string) => ({
  action,
  content,
  _meta: persist === undefined ? null : { persist },
});

const mcpToolResult = (reply: AgentReply): JsonObject => {
  const persist = REMEMBERED.get(reply);
  if (reply === true || reply === 'accept' || persist !== undefined) return elicited('accept', {}, persist);
  return elicited(reply === 'cancel' ? 'cancel' : 'decline');
};

const elicitationResult = ({ schema }: ElicitationRequest, reply: AgentReply): JsonObject => {
  const { accept: content } = membersOf(reply);
  if (isJsonObject(content)) return elicited('accept', content);
  if (reply === 'accept') return elicited('accept', schema === null ? null : {});
  return elicited(reply === 'cancel' ? 'cancel' : 'decline');
};

/** An empty rule would allow every command. */
const isCommandRule = (rule: unknown): rule is readonly string[] =>
  Array.isArray(rule) && rule.length > 0 && rule.every((word) => typeof word === 'string');

const isNetworkRule = (rule: unknown): rule is JsonObject =>
  isJsonObject(rule) && typeof rule['host'] === 'string' && (rule['action'] === 'allow' || rule['action'] === 'deny');

const commandDecision = (reply: AgentReply): unknown => {
  const { accept_with_rule: rule, network_rule: network } = membersOf(reply);
  if (isCommandRule(rule)) return { acceptWithExecpolicyAmendment: { execpolicy_amendment: rule } };
  if (isNetworkRule(network)) return { applyNetworkPolicyAmendment: { network_policy_amendment: network } };
  return DECISIONS.get(reply) ?? 'decline';
};

const approvalResult = (request: ApprovalRequest, reply: AgentReply): JsonObject => {
  if (request.type === 'mcp_tool_approval') return mcpToolResult(reply);
  if (request.type === 'command_approval') return { decision: commandDecision(reply) };
  const name = DECISIONS.get(reply) ?? 'decline';
  if (request.type === 'file_change_approval') return { decision: name };
  return name === 'accept' || name === 'acceptForSession'
    ? { permissions: request.permissions, scope: name === 'accept' ? 'turn' : 'session' }
    : { permissions: {}, scope: 'turn' };
};

const answersResult = (reply: AgentReply): JsonObject => ({
  answers: Object.fromEntries(
    Object.entries(membersOf(reply)).map(([id, answer]) => [id, { answers: [answer].flat() }]),
  ),
});

/** Writes the answer to a request. A reply that does not fit the request declines, so that a mistake approves nothing. */
// docs/wire.md, section 13.7
export const agentReply = (request: AgentRequest, reply: AgentReply): JsonObject => {
  if (request.type === 'user_input') return answersResult(reply);
  return request.type === 'elicitation' ? elicitationResult(request, reply) : approvalResult(request, reply);
};
