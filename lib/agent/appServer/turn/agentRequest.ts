import { safeText } from '../../../protocol/codec/safeText.js';
import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import type { AgentRequest, NetworkRule, UserQuestion, WaitingRequest } from '../../protocol/AgentRequest.js';
import { objectIn, objectsIn, textIn, textsIn } from '../members.js';
import type { RpcRequest } from '../rpc/RpcMessage.js';

const questionOf = (question: JsonObject): UserQuestion => ({
  id: textIn(question, 'id') ?? '',
  header: textIn(question, 'header') ?? '',
  question: textIn(question, 'question') ?? '',
  options: Array.isArray(question['options'])
    ? objectsIn(question, 'options').map((option) => ({
        label: textIn(option, 'label') ?? '',
        description: textIn(option, 'description') ?? '',
      }))
    : null,
  is_secret: question['isSecret'] === true,
});

const networkOf = (context: JsonObject) => {
  const host = textIn(context, 'host');
  return host === undefined ? null : { host, protocol: textIn(context, 'protocol') ?? '' };
};

const networkRuleOf = (rule: JsonObject): readonly NetworkRule[] => {
  const { host, action } = rule;
  return typeof host === 'string' && (action === 'allow' || action === 'deny') ? [{ host, action }] : [];
};

/** An MCP server requests something of the user. The approval of its tools has the same method, and is marked as one. */
const elicitationOf = (base: WaitingRequest, params: JsonObject): AgentRequest => {
  const meta = objectIn(params, '_meta');
  const server = textIn(params, 'serverName') ?? '';
  const message = textIn(params, 'message') ?? textIn(params, 'title') ?? '';
  if (textIn(meta, 'codex_approval_kind') === 'mcp_tool_call')
    return {
      type: 'mcp_tool_approval',
      ...base,
      server,
      tool: textIn(meta, 'tool_name') ?? '',
      arguments: meta['tool_params'] ?? null,
      message,
      remember: typeof meta['persist'] === 'string' ? [meta['persist']] : textsIn(meta, 'persist'),
    };
  const schema = params['requestedSchema'];
  return {
    type: 'elicitation',
    ...base,
    server,
    mode: textIn(params, 'mode') ?? '',
    message,
    url: textIn(params, 'url') ?? null,
    schema: isJsonObject(schema) ? schema : null,
  };
};

/** Reads a request that waits for a person. Undefined for a request of another kind. */
// docs/wire.md, section 13.7
export const readAgentRequest = ({ id, method, params }: RpcRequest): AgentRequest | undefined => {
  const base = {
    id: safeText(id),
    thread_id: textIn(params, 'threadId') ?? '',
    turn_id: textIn(params, 'turnId') ?? '',
    item_id: textIn(params, 'itemId') ?? '',
    reason: textIn(params, 'reason') ?? null,
    raw: params,
  };
  switch (method) {
    case 'item/commandExecution/requestApproval': {
      const { proposedExecpolicyAmendment: rule } = params;
      return {
        type: 'command_approval',
        ...base,
        command: textIn(params, 'command') ?? '',
        cwd: textIn(params, 'cwd') ?? null,
        proposed_rule: Array.isArray(rule) ? textsIn(params, 'proposedExecpolicyAmendment') : null,
        network: networkOf(objectIn(params, 'networkApprovalContext')),
        proposed_network_rules: objectsIn(params, 'proposedNetworkPolicyAmendments').flatMap(networkRuleOf),
      };
    }
    case 'item/fileChange/requestApproval':
      return { type: 'file_change_approval', ...base, grant_root: textIn(params, 'grantRoot') ?? null };
    case 'item/permissions/requestApproval':
      return { type: 'permissions_approval', ...base, permissions: params['permissions'] };
    case 'item/tool/requestUserInput':
      return { type: 'user_input', ...base, questions: objectsIn(params, 'questions').map(questionOf) };
    case 'mcpServer/elicitation/request':
      return elicitationOf(base, params);
    default:
      return undefined;
  }
};
