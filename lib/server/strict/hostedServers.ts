import { callsAnswered, idsMatch, outputsCalled, outputsNamed } from './chat/callRules.js';
import { keysKnown, noForcedChoice, noNull, parametersGiven, toolsIfAny } from './chat/keyRules.js';
import {
  assistantsHaveContent,
  callsBehindInput,
  endsWithInput,
  noRole,
  noUserAfterTool,
  oneSystem,
  toolTexts,
} from './chat/messageRules.js';
import { reasoningKept, signaturesKept, stateIsOwn } from './chat/reasoningRules.js';
import { CHAT, chatArgumentsParse, plainError, RESPONSES } from './commonRules.js';
import { knownKeys } from './keys.js';
import { callsTogether } from './responses/itemRules.js';
import type { StrictProfile } from './StrictProfile.js';

const INVALID = plainError('invalid_request_error');

// source: Gitlawb/openclaude#67, noho/dayu-agent#45, microsoft/vscode#299295, NousResearch/hermes-agent#19728,
// google-gemini/gemini-cli#16906, google-gemini/gemini-cli#26486, BerriAI/litellm#26755
export const gemini: StrictProfile = {
  chat: [
    keysKnown(knownKeys({ call: ['extra_content'], body: ['extra_body'] }), (path, key) => ({
      message: `Invalid JSON payload received. Unknown name "${key}"${path === key ? '' : ` at '${path.slice(0, -key.length - 1)}'`}: Cannot find field.`,
    })),
    noNull('tool_calls', () => ({ message: 'Request contains an invalid argument.' })),
    callsBehindInput(() => ({
      message:
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
    })),
    callsAnswered(() => ({
      message:
        'Please ensure that the number of function response parts is equal to the number of function call parts of the ' +
        'function call turn.',
    })),
    outputsCalled(() => ({
      message: 'Please ensure that function response turn comes immediately after a function call turn.',
    })),
    outputsNamed({ message: 'Request contains an invalid argument.' }),
    chatArgumentsParse(() => 'Request contains an invalid argument.'),
    signaturesKept(
      (name, position) => ({
        message:
          'Function call is missing a thought_signature in functionCall parts. This is required for tools to work ' +
          'correctly, and missing thought_signature may lead to degraded model performance. Additional data, function ' +
          `call \`default_api:${name}\` , position ${position}. Please refer to ` +
          'https://ai.google.dev/gemini-api/docs/thought-signatures for more details.',
      }),
      { message: 'Thought signature is not valid.' },
    ),
  ],
  responses: RESPONSES,
  style: { reasoning: 'none', signature: true },
  body: ({ message }, code) => [{ error: { code, message, status: 'INVALID_ARGUMENT' } }],
};

// source: JohnnyZ93/oai-compatible-copilot#215, 0xPlaygrounds/rig tests/cassettes/deepseek,
// pydantic/pydantic-ai tests/models/cassettes/test_deepseek_responses, QwenLM/qwen-code#3724
export const deepSeek: StrictProfile = {
  chat: [
    ...CHAT,
    noRole('developer')(() => ({
      message: 'unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`, `latest_reminder`',
    })),
    noForcedChoice({ message: 'Thinking mode does not support this tool_choice' }),
    toolTexts(() => ({ message: 'unknown variant `image_url`, expected `text`' })),
    assistantsHaveContent(() => ({ message: 'Invalid assistant message: content or tool_calls must be set' })),
    reasoningKept('reasoning_content', 'all', () => ({
      message: 'The reasoning_content in the thinking mode must be passed back to the API.',
    })),
  ],
  responses: [...RESPONSES, callsTogether((id) => ({ message: `No tool output found for tool call ${id}.` }))],
  style: { reasoning: 'reasoning_content' },
  body: plainError('invalid_request_error', { param: null, code: 'invalid_request_error' }),
};

// source: bytedance/deer-flow#3043, MoonshotAI/kimi-agent-sdk#169, MoonshotAI/kimi-cli#2165
export const moonshot: StrictProfile = {
  chat: [
    ...CHAT,
    chatArgumentsParse(() => 'Invalid request: function arguments is not a valid JSON'),
    reasoningKept('reasoning_content', 'calls', (index) => ({
      message: `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
    })),
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning_content' },
  body: INVALID,
};

// source: NousResearch/hermes-agent#11089, fanenr/chatbot#21, CherryHQ/cherry-studio#3307
export const groq: StrictProfile = {
  chat: [
    keysKnown(
      knownKeys({
        body: ['service_tier', 'reasoning_format', 'include_reasoning', 'metadata', 'logprobs', 'top_logprobs'],
        message: ['reasoning'],
      }),
      (path, key, _value, message) => {
        const words = `property '${key}' is unsupported`;
        if (message === undefined) return { message: words };
        const at = `messages.${message.index}`;
        return {
          message: `'${at}' : for 'role:${message.role}' the following must be satisfied[('${path.startsWith('tools') ? path : at}' : ${words})]`,
        };
      },
    ),
    ...CHAT,
    toolTexts((index) => ({
      message: `'messages.${index}' : for 'role:tool' the following must be satisfied[('messages.${index}.content' : value must be a string)]`,
    })),
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning' },
  body: INVALID,
};

// source: zed-industries/zed#53034, Gitlawb/openclaude#739, partITech/php-mistral#57, partITech/php-mistral#76,
// zeroclaw-labs/zeroclaw#2693, avante-corp/avante.nvim#2562
export const mistral: StrictProfile = {
  chat: [
    keysKnown(
      knownKeys({
        without: ['max_completion_tokens', 'stream_options', 'user', 'seed'],
        body: ['random_seed', 'prompt_mode', 'safe_prompt', 'prediction'],
        message: ['prefix'],
      }),
      (path, _key, input) => ({
        status: 422,
        message: 'Extra inputs are not permitted',
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', ...path.split(/[.[\]]+/)],
            msg: 'Extra inputs are not permitted',
            input,
          },
        ],
      }),
    ),
    toolsIfAny((message) => ({ status: 422, message })),
    noNull('tool_calls', () => ({ status: 422, message: 'Input should be a valid list' })),
    callsAnswered(() => ({ message: 'Not the same number of function calls and responses', code: '3230' })),
    outputsCalled(() => ({ message: "Unexpected role 'tool' after role 'user'", code: '3230' })),
    noUserAfterTool(() => ({ message: "Unexpected role 'user' after role 'tool'", code: '3230' })),
    idsMatch(/^[a-zA-Z0-9]{9}$/, (id) => ({
      message: `Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`,
      code: '3280',
      type: 'invalid_function_call',
    })),
    endsWithInput({
      message: 'Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant',
      code: '3230',
    }),
  ],
  responses: RESPONSES,
  style: { reasoning: 'content' },
  body: ({ message, detail, type = 'invalid_request_message_order', code = '3230' }, raw_status_code) =>
    raw_status_code === 422
      ? { detail: detail ?? message }
      : { object: 'error', message, type, param: null, code, raw_status_code },
};

// source: Kilo-Org/kilocode#10375, proxysoul/Empryo#209, QwenLM/qwen-code#11045
export const cerebras: StrictProfile = {
  chat: [
    keysKnown(
      knownKeys({
        without: ['presence_penalty', 'frequency_penalty'],
        body: ['logprobs', 'top_logprobs', 'service_tier', 'clear_thinking', 'reasoning_format'],
        message: ['reasoning'],
      }),
      (path, key, _value, message) => {
        const at = message === undefined ? path : `messages.${message.index}.${message.role}.${key}`;
        return { message: `${at}: property '${at}' is unsupported`, code: 'wrong_api_format' };
      },
    ),
    ...CHAT,
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning' },
  body: ({ message, code = null }) => ({ message, type: 'invalid_request_error', param: 'validation_error', code }),
};

// source: web-infra-dev/midscene#1322, vercel/ai packages/fireworks
export const fireworks: StrictProfile = {
  chat: [
    keysKnown(
      knownKeys({
        body: ['prompt_cache_key', 'service_tier', 'reasoning_history', 'thinking', 'logprobs', 'top_logprobs'],
        message: ['reasoning_content'],
      }),
      (path, _key, value) => ({
        message: `Extra inputs are not permitted, field: '${path}', value: ${JSON.stringify(value)}`,
      }),
    ),
    ...CHAT,
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning_content' },
  body: plainError('invalid_request_error', { object: 'error', code: 'invalid_request_error' }),
};

// source: MiniMax-AI/MiniMax-M2#51, MiniMax-AI/MiniMax-M2#76, earendil-works/pi#5468, QwenLM/qwen-code#11905
export const miniMax: StrictProfile = {
  chat: [
    oneSystem(() => ({ message: 'invalid params, chat content has invalid message role: system (2013)' })),
    noRole('developer')(() => ({ message: 'invalid params, chat content has invalid message role: developer (2013)' })),
    callsAnswered(() => ({ message: 'invalid params, tool call result does not follow tool call (2013)' })),
    outputsCalled((id) => ({ message: `invalid params, tool result's tool id(${id}) not found (2013)` })),
    chatArgumentsParse((id) => `invalid params, invalid function arguments json string, tool_call_id: ${id} (2013)`),
    parametersGiven({ message: 'invalid params, function name or parameters is empty (2013)' }),
  ],
  responses: RESPONSES,
  style: { reasoning: 'reasoning_content' },
  body: ({ message }, status) => ({
    type: 'error',
    error: { type: 'bad_request_error', message, http_code: String(status) },
    request_id: 'req_strict',
  }),
};

// source: npm @openrouter/ai-sdk-provider 2.10, openrouter.ai/docs/api/errors
export const openRouter: StrictProfile = {
  chat: [...CHAT, stateIsOwn(() => ({ message: 'messages.1.content.0: Invalid `signature` in `thinking` block' }))],
  responses: RESPONSES,
  style: { reasoning: 'details' },
  body: ({ message: raw }, code) => ({
    error: { message: 'Provider returned error', code, metadata: { raw, provider_name: 'Anthropic' } },
  }),
};
