import { noNull } from './chat/keyRules.js';
import { assistantsAlternate, endsWithInput, noRole, usersAlternate } from './chat/messageRules.js';
import { CHAT, chatArgumentsParse, RESPONSES, responsesArgumentsParse } from './commonRules.js';
import { toolCallsOf } from './readRequest.js';
import { messagesHold, messagesIdentified, onlyTypes } from './responses/itemRules.js';
import type { StrictProfile } from './StrictProfile.js';
import type { Rule } from './Violation.js';

/** Refuses content null in a message without calls. */
const nullWithCallsOnly: Rule = (request) =>
  noNull('content', () => ({ message: 'invalid message content type: <nil>' }))({
    ...request,
    list: request.list.filter((message) => toolCallsOf(message).length === 0),
  });

const ALTERNATE_VLLM =
  'After the optional system message, conversation roles must alternate user/assistant/user/assistant/...';
const ALTERNATE_LLAMA =
  'Error: Jinja Exception: After the optional system message, conversation roles must alternate user and ' +
  'assistant roles except for tool calls and results.';

// source: ollama/ollama openai/openai.go, openai/responses.go, ollama/ollama#17673
export const ollama: StrictProfile = {
  chat: [nullWithCallsOnly, ...CHAT, chatArgumentsParse(() => 'invalid tool call arguments')],
  responses: [
    onlyTypes(
      new Set(['message', 'function_call', 'function_call_output', 'reasoning', 'web_search_call']),
      (type) => ({ message: `unknown input item type: ${type}` }),
    ),
    ...RESPONSES,
    responsesArgumentsParse('invalid tool call arguments'),
  ],
  style: { reasoning: 'reasoning' },
};

// source: vllm-project/vllm#19419, microsoft/autogen#5965, vllm-project/vllm#45273, openai/codex#12669
export const vllm: StrictProfile = {
  chat: [
    ...CHAT,
    noRole('developer')(() => ({ message: 'Unexpected message role.' })),
    chatArgumentsParse(() => 'Expecting value: line 1 column 1 (char 0)'),
    assistantsAlternate(() => ({
      message: ALTERNATE_VLLM,
    })),
    usersAlternate(() => ({ message: ALTERNATE_VLLM })),
  ],
  responses: [
    messagesIdentified(() => ({ message: 'Input should be a valid string' })),
    messagesHold(() => ({ status: 500, message: 'Internal server error' })),
    ...RESPONSES,
    responsesArgumentsParse('Expecting value: line 1 column 1 (char 0)', 500),
  ],
  style: { reasoning: 'reasoning' },
  body: ({ message, param = null }, code) => ({ error: { message, type: 'BadRequestError', param, code } }),
};

// source: ggml-org/llama.cpp#19851, ggml-org/llama.cpp#20861, ggml-org/llama.cpp#14353, Aider-AI/aider#2974
export const llamaCpp: StrictProfile = {
  chat: [
    ...CHAT,
    noRole('developer')(() => ({ status: 500, message: 'Error: Jinja Exception: Unexpected message role.' })),
    chatArgumentsParse(() => 'Failed to parse tool call arguments as JSON', 500),
    assistantsAlternate(() => ({ status: 500, message: ALTERNATE_LLAMA })),
    usersAlternate(() => ({ status: 500, message: ALTERNATE_LLAMA })),
    endsWithInput({ message: 'Assistant response prefill is incompatible with enable_thinking.' }),
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning_content' },
  body: ({ message }, code) => ({
    error: { code, message, type: code === 500 ? 'server_error' : 'invalid_request_error' },
  }),
};
