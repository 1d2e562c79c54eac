import { safeText } from '../../../protocol/codec/safeText.js';
import { isJsonObject, type JsonObject } from '../../../protocol/codec/json.js';
import type {
  AgentRequest,
  ApprovalDecision,
  ApprovalRequest,
  UserAnswers,
  UserQuestion,
} from '../../protocol/AgentRequest.js';
import { objectsIn, textIn, textsIn } from '../members.js';
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
      };
    }
    case 'item/fileChange/requestApproval':
      return { type: 'file_change_approval', ...base, grant_root: textIn(params, 'grantRoot') ?? null };
    case 'item/permissions/requestApproval':
      return { type: 'permissions_approval', ...base, permissions: params['permissions'] };
    case 'item/tool/requestUserInput':
      return { type: 'user_input', ...base, questions: objectsIn(params, 'questions').map(questionOf) };
    default:
      return undefined;
  }
};

const DECISIONS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [true, 'accept'],
  ['accept', 'accept'],
  ['accept_for_session', 'acceptForSession'],
  ['cancel', 'cancel'],
]);

/** Writes the answer to an approval. Anything that is no decision declines, so that a mistake approves nothing. */
export const approvalResult = (request: ApprovalRequest, decision: ApprovalDecision): JsonObject => {
  const rule = isJsonObject(decision) ? decision.accept_with_rule : undefined;
  const name = DECISIONS.get(decision) ?? 'decline';
  if (request.type === 'permissions_approval')
    return name === 'accept' || name === 'acceptForSession'
      ? { permissions: request.permissions, scope: name === 'accept' ? 'turn' : 'session' }
      : { permissions: {}, scope: 'turn' };
  return request.type === 'command_approval' && Array.isArray(rule)
    ? { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: rule } } }
    : { decision: name };
};

/** Writes the user's answers. */
export const answersResult = (answers: UserAnswers): JsonObject => ({
  answers: Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, { answers: [answer].flat() }])),
});
