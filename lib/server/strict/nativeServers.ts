import * as gemini from './gemini/contentRules.js';
import * as contents from './messages/contentRules.js';
import { keysKnown, requiredGiven } from './messages/keyRules.js';
import * as tools from './messages/toolRules.js';
import type { StrictProfile } from './StrictProfile.js';

/** The Messages API of Anthropic. It has no other API. */
export const anthropic: StrictProfile = {
  chat: [],
  responses: [],
  messages: [
    requiredGiven,
    keysKnown,
    contents.rolesKnown,
    contents.messagesHaveContent,
    contents.textsHaveWords,
    contents.endsWithoutSpace,
    contents.thinkingSigned,
    contents.thinkingUnchanged,
    tools.idsMatch,
    tools.inputsAreObjects,
    tools.usesAnswered,
    tools.resultsCalled,
    tools.serverUsesAnswered,
    contents.thinkingFirst,
  ],
  style: { reasoning: 'reasoning_content' },
  body: ({ message }) => ({
    type: 'error',
    error: { type: 'invalid_request_error', message },
    request_id: 'req_strict',
  }),
};

/** The Gemini API itself, with the rules of Gemini 3. */
export const geminiNative: StrictProfile = {
  chat: [],
  responses: [],
  gemini: [
    gemini.keysKnown,
    gemini.contentsGiven,
    gemini.rolesKnown,
    gemini.partsGiven,
    gemini.partsHaveData,
    gemini.callsFollowUser,
    gemini.resultsFollowCalls,
    gemini.callsAnswered,
    gemini.signaturesKept,
  ],
  style: { reasoning: 'reasoning_content' },
  body: ({ message }, code) => ({ error: { code, message, status: 'INVALID_ARGUMENT' } }),
};
