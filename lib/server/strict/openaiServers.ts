import { idsMatch } from './chat/callRules.js';
import { keysKnown, noBodyKey, toolsIfAny } from './chat/keyRules.js';
import { noToolPictures } from './chat/messageRules.js';
import { stateIsOwn } from './chat/reasoningRules.js';
import { CHAT, RESPONSES } from './commonRules.js';
import { ITEM_KEYS, knownKeys, OPENAI_BODY } from './keys.js';
import * as items from './responses/itemRules.js';
import type { StrictProfile } from './StrictProfile.js';

// source: BerriAI/litellm#13420, npm @earendil-works/pi-ai 1.6.0 (dist/api/openai-responses-shared.js),
// openai/codex#8119, manaflow-ai/subrouter#221, OpenHands/OpenHands#7700
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
    ...RESPONSES,
    stateIsOwn((state) => ({
      message:
        `The encrypted content ${state.slice(0, 8)}... could not be verified. Reason: Encrypted content could not be ` +
        'decrypted or parsed.',
      code: 'invalid_encrypted_content',
    })),
  ],
  style: { reasoning: 'none', encrypted: true },
};

/** The words of xAI, with a code, for both wires. */
const xaiBody = ({ message }: { readonly message: string }) => ({ code: 'invalid-argument', error: message });

// source: Wei-Shaw/sub2api#4237, 0xPlaygrounds/rig tests/cassettes/xai, vercel/ai packages/xai
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
    stateIsOwn(() => ({ message: 'Could not decrypt the provided encrypted_content.' })),
  ],
  style: { reasoning: 'reasoning_content', encrypted: true },
  body: xaiBody,
};
