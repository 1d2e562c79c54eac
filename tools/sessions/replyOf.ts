import type { ApprovalDecision, UserAnswers } from '../../lib/agent/protocol/AgentRequest.js';
import { isJsonObject, type JsonObject } from '../../lib/protocol/codec/json.js';

const DECISIONS: ReadonlyMap<unknown, ApprovalDecision> = new Map<unknown, ApprovalDecision>([
  ['accept', 'accept'],
  ['acceptForSession', 'accept_for_session'],
  ['cancel', 'cancel'],
]);

/** Reads the reply of a user from the answer that a client sent to the program. */
export const replyOf = ({ answers, decision }: JsonObject): ApprovalDecision | UserAnswers => {
  if (!isJsonObject(answers)) return DECISIONS.get(decision) ?? 'decline';
  return Object.fromEntries(
    Object.entries(answers).map(([question, given]) => {
      const texts = isJsonObject(given) ? given['answers'] : [];
      return [question, Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : []];
    }),
  );
};
