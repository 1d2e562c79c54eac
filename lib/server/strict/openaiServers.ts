import { idsMatch } from './chat/callRules.js';
import { keysKnown, noBodyKey, toolsIfAny } from './chat/keyRules.js';
import { noToolPictures } from './chat/messageRules.js';
import { stateIsOwn } from './chat/reasoningRules.js';
import { CHAT, RESPONSES } from './commonRules.js';
import { ITEM_KEYS, knownKeys, OPENAI_BODY } from './keys.js';
import * as items from './responses/itemRules.js';
import type { StrictProfile } from './StrictProfile.js';
import type { Violation } from './Violation.js';

// source: BerriAI/litellm#13420, npm @earendil-works/pi-ai 1.6.0 (dist/api/openai-responses-shared.js),
// openai/codex#8119, manaflow-ai/subrouter#221, OpenHands/OpenHands#7700, NousResearch/hermes-agent#15687,
// openai/codex#6934, Wei-Shaw/sub2api#3138, continuedev/continue#11994
export const openai: StrictProfile = {
  chat: [
    keysKnown(knownKeys({ body: OPENAI_BODY, message: ['refusal', 'audio'], call: ['custom'] }), (path) => ({
      message: `Unknown parameter: '${path}'.`,
      param: path,
      code: 'unknown_parameter',
    })),
    noBodyKey('max_tokens', {
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      param: 'max_tokens',
      code: 'unsupported_parameter',
    }),
    ...CHAT,
    idsMatch(/^.{1,40}$/s, (id, index) => ({
      message:
        `Invalid 'messages[${index}].tool_calls[0].id': string too long. Expected a string with maximum length 40, ` +
        `but got a string with length ${id.length} instead.`,
      param: `messages[${index}].tool_calls[0].id`,
      code: 'string_above_max_length',
    })),
    noToolPictures((index) => ({
      message:
        `Invalid 'messages[${index}]'. Image URLs are only allowed for messages with role 'user', but this message ` +
        "with role 'tool' contains an image URL.",
      param: `messages[${index}]`,
      code: 'invalid_value',
    })),
    toolsIfAny((message) => ({ message })),
  ],
  responses: [
    items.keysKnown(ITEM_KEYS, (path) => ({
      message: `Unknown parameter: '${path}'.`,
      param: path,
      code: 'unknown_parameter',
    })),
    items.idsPrefixed(
      { reasoning: 'rs_', message: 'msg_', function_call: 'fc_', custom_tool_call: 'ctc_' },
      (id, prefix, index) => ({
        message: `Invalid 'input[${index}].id': '${id}'. Expected an ID that begins with '${prefix.slice(0, -1)}'.`,
        param: `input[${index}].id`,
        code: 'invalid_value',
      }),
    ),
    items.idsShort(64, (id, index) => ({
      message:
        `Invalid 'input[${index}].call_id': string too long. Expected a string with maximum length 64, but got a ` +
        `string with length ${id.length} instead.`,
      param: `input[${index}].call_id`,
      code: 'string_above_max_length',
    })),
    items.assistantsWrite((_id, index) => ({
      message: "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
      param: `input[${index}].content[0]`,
      code: 'invalid_value',
    })),
    items.searchesIdentified((index) => ({
      message: `Missing required parameter: 'input[${index}].id'.`,
      param: `input[${index}].id`,
      code: 'missing_required_parameter',
    })),
    ...RESPONSES,
    items.reasoningPaired((id, reasoning) => ({
      message: `Item '${id}' of type '${id.startsWith('fc_') ? 'function_call' : 'message'}' was provided without its required 'reasoning' item: '${reasoning}'.`,
      param: 'input',
    })),
    items.reasoningProved({
      message:
        'The encrypted content ... could not be verified. Reason: Encrypted content could not be decrypted or parsed.',
      code: 'invalid_encrypted_content',
    }),
    stateIsOwn((state) => ({
      message:
        `The encrypted content ${state.slice(0, 8)}... could not be verified. Reason: Encrypted content could not be ` +
        'decrypted or parsed.',
      code: 'invalid_encrypted_content',
    })),
  ],
  style: { reasoning: 'none', encrypted: true },
};

/** The words of xAI, for both wires. They have a code unless the body could not be read. */
const xaiBody = ({ message: error }: Violation, status: number) =>
  status === 422 ? { error } : { code: 'invalid-argument', error };

// source: Wei-Shaw/sub2api#4237, Wei-Shaw/sub2api#4535, 0xPlaygrounds/rig tests/cassettes/xai, vercel/ai packages/xai
export const xai: StrictProfile = {
  chat: CHAT,
  responses: [
    items.noNull('reasoning', 'content', {
      status: 422,
      message:
        'Failed to deserialize the JSON body into the target type: data did not match any variant of untagged enum ' +
        'ModelInput',
    }),
    ...RESPONSES,
    stateIsOwn(() => ({
      message:
        'Could not decrypt the provided encrypted_content. Ensure the value is the unmodified encrypted_content from a ' +
        'previous response.',
    })),
  ],
  style: { reasoning: 'reasoning_content', encrypted: true },
  body: xaiBody,
};
