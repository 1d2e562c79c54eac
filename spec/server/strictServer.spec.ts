import { expect } from 'chai';
import { draftRequestFor } from './strictRequest.js';
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

/** A row: the server, the messages of Chat or the items of Responses, the status, and a part of the words. */
type Row = readonly [
  name: StrictServerName,
  wire: 'chat' | 'responses',
  list: readonly object[],
  status: number,
  words: string,
];

const rows: readonly Row[] = [
  ['openai', 'chat', [user, called()], 400, 'did not have response messages: abcdefgh1'],
  ['openai', 'chat', [user, result], 400, 'must be a response to a preceeding message'],
  ['openai', 'chat', [{ ...user, timestamp: 1 }], 400, "Unknown parameter: 'messages[0].timestamp'"],
  ['openai', 'responses', [item], 400, 'No tool output found for function call c1.'],
  ['openai', 'responses', [{ type: 'function_call_output', call_id: 'c1', output: '' }], 400, 'No tool call found'],
  ['openai', 'responses', [{ type: 'reasoning', id: 'rs_1', summary: [] }], 400, 'without its required following item'],
  [
    'openai',
    'responses',
    [
      { type: 'reasoning', summary: [], encrypted_content: 'foreign' },
      { role: 'assistant', content: [] },
    ],
    400,
    'could not be verified',
  ],
  ['xai', 'responses', [{ type: 'reasoning', summary: [], content: null }], 422, 'untagged enum ModelInput'],
  ['gemini', 'chat', [user, called(), result], 400, 'missing a thought_signature'],
  [
    'moonshot',
    'chat',
    [user, called(), result],
    400,
    'reasoning_content is missing in assistant tool call message at index 1',
  ],
  ['deepSeek', 'chat', [user, { role: 'assistant', content: 'a' }], 400, 'must be passed back'],
  [
    'groq',
    'chat',
    [user, { role: 'assistant', content: 'a', reasoning_content: 'r' }],
    400,
    "property 'reasoning_content' is unsupported",
  ],
  ['groq', 'chat', [user, called(), { ...result, content: [] }], 400, 'value must be a string'],
  ['cerebras', 'chat', [user, { role: 'assistant', content: 'a', reasoning_content: 'r' }], 400, 'is unsupported'],
  [
    'mistral',
    'chat',
    [user, called({ id: 'call_1' }), { ...result, tool_call_id: 'call_1' }],
    400,
    'with a length of 9',
  ],
  ['fireworks', 'chat', [{ ...user, x: 1 }], 400, 'Extra inputs are not permitted'],
  ['miniMax', 'chat', [user, { role: 'system', content: 's' }], 400, 'invalid message role: system (2013)'],
  ['miniMax', 'chat', [user, broken, result], 400, 'invalid function arguments json string'],
  ['ollama', 'chat', [user, broken, result], 400, 'invalid tool call arguments'],
  ['vllm', 'chat', [user, broken, result], 400, 'Expecting value'],
  [
    'llamaCpp',
    'chat',
    [{ role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' }, user],
    500,
    'must alternate',
  ],
];

describe('ScriptedServer({ strict })', () => {
  for (const [name, wire, list, status, words] of rows)
    it(`${name} refuses on ${wire}: ${words}`, () => {
      const refused = new StrictServer(STRICT_PROFILES[name]).check(draftRequestFor(wire, list));
      expect(refused?.status).to.equal(status);
      expect(JSON.stringify(refused?.body)).to.include(words.replaceAll('"', '\\"'));
    });

  for (const [name, profile] of Object.entries(STRICT_PROFILES))
    it(`${name} accepts a first message`, () => {
      expect(new StrictServer(profile).check(draftRequestFor('chat', [user]))).to.equal(undefined);
    });
});
