import { expect } from 'chai';
import { reasoningAnswer } from '../../lib/server/script/answers.js';
import { draftRequest, draftRequestFor } from './strictRequest.js';
import { STRICT_PROFILES, type StrictServerName } from '../../lib/server/strict/strictProfiles.js';
import { StrictServer } from '../../lib/server/strict/StrictServer.js';

const user = { role: 'user', content: 'hi' };
const called = (call: object = {}, message: object = {}) => ({
  role: 'assistant',
  content: '',
  tool_calls: [{ id: 'abcdefgh1', type: 'function', function: { name: 'f', arguments: '{}' }, ...call }],
  ...message,
});
const result = { role: 'tool', tool_call_id: 'abcdefgh1', name: 'f', content: 'ok' };
const broken = called({ function: { name: 'f', arguments: '{"a' } });
const item = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };

/** A row: the server, the messages of Chat or the items of Responses, the status, a part of the words, and their source. */
type Row = readonly [
  name: StrictServerName,
  wire: 'chat' | 'responses',
  list: readonly object[],
  status: number,
  words: string,
  source: string,
];

const reasoned = (members: object) => [
  { type: 'reasoning', ...members },
  { role: 'assistant', content: [] },
];
const said = (members: object = {}) => ({ role: 'assistant', content: 'a', ...members });
const RIG_DEEPSEEK = '0xPlaygrounds/rig tests/cassettes/deepseek';

const rows: readonly Row[] = [
  ['openai', 'chat', [user, called()], 400, 'did not have response messages: abcdefgh1', 'openai/openai-python#1577'],
  ['openai', 'chat', [user, result], 400, 'must be a response to a preceeding message', 'openai/openai-python#1577'],
  [
    'openai',
    'chat',
    [{ ...user, timestamp: 1 }],
    400,
    "Unknown parameter: 'messages[0].timestamp'",
    'BerriAI/litellm#13420',
  ],
  [
    'openai',
    'chat',
    [user, called(), { ...result, name: undefined, content: [{ type: 'image_url' }] }],
    400,
    "Image URLs are only allowed for messages with role 'user'",
    'OpenHands/OpenHands#7700',
  ],
  ['openai', 'responses', [item], 400, 'No tool output found for function call c1.', 'openai/codex#1235'],
  [
    'openai',
    'responses',
    [{ type: 'function_call_output', call_id: 'c1', output: '' }],
    400,
    'No tool call found for function call output with call_id c1.',
    'BerriAI/litellm#26087',
  ],
  [
    'openai',
    'responses',
    [{ type: 'reasoning', id: 'rs_1', summary: [] }],
    400,
    "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
    'TanStack/ai#1212',
  ],
  [
    'openai',
    'responses',
    reasoned({ id: 'rs_1', status: 'completed' }),
    400,
    "Unknown parameter: 'input[0].status'",
    'BerriAI/litellm#13420',
  ],
  [
    'openai',
    'responses',
    reasoned({ summary: [], encrypted_content: 'foreign' }),
    400,
    'could not be verified',
    'openai/codex#8119',
  ],
  ['openai', 'responses', reasoned({ summary: [] }), 400, 'could not be verified', 'Wei-Shaw/sub2api#3138'],
  [
    'openai',
    'responses',
    [{ role: 'assistant', content: [{ type: 'input_text', text: 'a' }] }],
    400,
    "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
    'NousResearch/hermes-agent#15687',
  ],
  [
    'openai',
    'responses',
    [{ type: 'web_search_call', status: 'completed' }],
    400,
    "Missing required parameter: 'input[0].id'.",
    'openai/codex#6934',
  ],
  [
    'openai',
    'responses',
    [{ type: 'message', id: 'x', role: 'assistant', content: [] }],
    400,
    "Invalid 'input[0].id': 'x'. Expected an ID that begins with 'msg'.",
    'continuedev/continue#11494',
  ],
  [
    'xai',
    'responses',
    [{ type: 'reasoning', summary: [], content: null }],
    422,
    'untagged enum ModelInput',
    'Wei-Shaw/sub2api#4237',
  ],
  [
    'xai',
    'responses',
    reasoned({ summary: [], encrypted_content: 'foreign' }),
    400,
    'Could not decrypt the provided encrypted_content. Ensure the value is the unmodified encrypted_content',
    'Wei-Shaw/sub2api#4535',
  ],
  ['gemini', 'chat', [user, called(), result], 400, 'missing a thought_signature', 'Gitlawb/openclaude#67'],
  [
    'gemini',
    'chat',
    [{ ...user, x: 1 }],
    400,
    `Invalid JSON payload received. Unknown name "x" at 'messages[0]': Cannot find field.`,
    'zed-industries/zed#44875',
  ],
  [
    'gemini',
    'chat',
    [user, said(), called(), result],
    400,
    'function call turn comes immediately after a user turn or after a function response turn',
    'google-gemini/gemini-cli#26486',
  ],
  [
    'moonshot',
    'chat',
    [user, called(), result],
    400,
    'reasoning_content is missing in assistant tool call message at index 1',
    'bytedance/deer-flow#3043',
  ],
  ['deepSeek', 'chat', [user, said()], 400, 'must be passed back', 'JohnnyZ93/oai-compatible-copilot#215'],
  ['deepSeek', 'chat', [user, called(), { ...result, content: [] }], 400, 'expected `text`', RIG_DEEPSEEK],
  [
    'deepSeek',
    'responses',
    [
      item,
      said(),
      { ...item, call_id: 'c2' },
      { type: 'function_call_output', call_id: 'c1', output: '' },
      { type: 'function_call_output', call_id: 'c2', output: '' },
    ],
    400,
    'No tool output found for tool call c1.',
    'pydantic/pydantic-ai tests/models/cassettes/test_deepseek_responses',
  ],
  [
    'groq',
    'chat',
    [user, said({ reasoning_content: 'r' })],
    400,
    "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]",
    'NousResearch/hermes-agent#11089',
  ],
  [
    'groq',
    'chat',
    [user, called(), { ...result, content: [] }],
    400,
    'value must be a string',
    'CherryHQ/cherry-studio#3307',
  ],
  [
    'cerebras',
    'chat',
    [user, said({ reasoning_content: 'r' })],
    400,
    "messages.1.assistant.reasoning_content: property 'messages.1.assistant.reasoning_content' is unsupported",
    'Kilo-Org/kilocode#10375',
  ],
  [
    'mistral',
    'chat',
    [user, called({ id: 'call_1' }), { ...result, tool_call_id: 'call_1' }],
    400,
    'Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.',
    'zed-industries/zed#53034',
  ],
  [
    'mistral',
    'chat',
    [user, called(), result, user],
    400,
    "Unexpected role 'user' after role 'tool'",
    'avante-corp/avante.nvim#2562',
  ],
  [
    'mistral',
    'chat',
    [user, called()],
    400,
    'Not the same number of function calls and responses',
    'partITech/php-mistral#57',
  ],
  [
    'mistral',
    'chat',
    [{ ...user, x: 1 }],
    422,
    '"loc":["body","messages","0","x"],"msg":"Extra inputs are not permitted"',
    'Gitlawb/openclaude#739',
  ],
  [
    'openRouter',
    'chat',
    [user, said({ reasoning_details: [{ signature: 'foreign' }] })],
    400,
    'Invalid `signature` in `thinking` block',
    'openrouter.ai/docs/api/errors',
  ],
  ['fireworks', 'chat', [{ ...user, x: 1 }], 400, 'Extra inputs are not permitted', 'web-infra-dev/midscene#1322'],
  [
    'miniMax',
    'chat',
    [user, { role: 'system', content: 's' }],
    400,
    'invalid message role: system (2013)',
    'BigPizzaV3/CodexPlusPlus#267',
  ],
  ['miniMax', 'chat', [user, broken, result], 400, 'invalid function arguments json string', 'earendil-works/pi#5468'],
  ['ollama', 'chat', [user, broken, result], 400, 'invalid tool call arguments', 'ollama/ollama openai/openai.go'],
  [
    'ollama',
    'chat',
    [user, { role: 'assistant', content: null, refusal: 'no' }],
    400,
    'invalid message content type: <nil>',
    'ollama/ollama openai/openai.go',
  ],
  [
    'ollama',
    'responses',
    [{ type: 'custom_tool_call', call_id: 'c1' }],
    400,
    'unknown input item type: custom_tool_call',
    'ollama/ollama#17673',
  ],
  ['vllm', 'chat', [user, broken, result], 400, 'Expecting value', 'vllm-project/vllm#19419'],
  ['vllm', 'chat', [user, user], 400, 'conversation roles must alternate', 'microsoft/autogen#5965'],
  [
    'vllm',
    'responses',
    [{ role: 'assistant', content: [] }],
    400,
    'Input should be a valid string',
    'openai/codex#12669',
  ],
  ['llamaCpp', 'chat', [said(), said(), user], 500, 'must alternate', 'ggml-org/llama.cpp#19851'],
  ['llamaCpp', 'chat', [user, user], 500, 'must alternate', 'ggml-org/llama.cpp#19851'],
  [
    'llamaCpp',
    'chat',
    [user, said()],
    400,
    'Assistant response prefill is incompatible with enable_thinking.',
    'ggml-org/llama.cpp#20861',
  ],
];

describe('ScriptedServer({ strict })', () => {
  for (const [name, wire, list, status, words, source] of rows)
    it(`${name} refuses on ${wire}: ${words} (${source})`, () => {
      const refused = new StrictServer(STRICT_PROFILES[name]).check(draftRequestFor(wire, list));
      expect(refused?.status).to.equal(status);
      const body = JSON.stringify(refused?.body);
      expect(body.includes(words) || body.includes(words.replaceAll('"', '\\"')), body).to.equal(true);
    });

  it('has a row for each server', () => {
    // Azure has OpenAI's rules, and the native APIs have tests of their own.
    const others = ['azure', 'anthropic', 'geminiNative'];
    const servers = Object.keys(STRICT_PROFILES).filter((name) => !others.includes(name));
    expect([...new Set(rows.map(([name]) => name))].sort()).to.deep.equal(servers.sort());
  });

  it('refuses an item of its own answer without the reasoning before it, as OpenAI does (continuedev/continue#11994)', () => {
    const server = new StrictServer(STRICT_PROFILES.openai);
    const first = draftRequestFor('responses', [user]);
    server.give({ answer: reasoningAnswer({ reasoning: 'r', text: 't' }) }, first);
    const refused = server.check(
      draftRequestFor('responses', [user, { type: 'message', id: 'msg_1', ...said({ content: [] }) }]),
    );
    expect(JSON.stringify(refused?.body)).to.include("without its required 'reasoning' item: 'rs_1'");
  });

  it('refuses a forced call while the model thinks, as DeepSeek does', () => {
    const server = new StrictServer(STRICT_PROFILES.deepSeek);
    const body = { model: 'm', messages: [user], tools: [], tool_choice: 'required' };
    expect(JSON.stringify(server.check(draftRequest('chat', body))?.body)).to.include(
      'Thinking mode does not support this tool_choice',
    );
  });

  for (const [name, profile] of Object.entries(STRICT_PROFILES))
    it(`${name} accepts a first message`, () => {
      expect(new StrictServer(profile).check(draftRequestFor('chat', [user]))).to.equal(undefined);
    });
});
