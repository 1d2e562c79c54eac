import { expect } from 'chai';
import { callSignature, signatureOf } from '../../lib/server/endpoints/native/signature.js';
import { reasoningAnswer, toolCallAnswer } from '../../lib/server/script/answers.js';
import { STRICT_PROFILES } from '../../lib/server/strict/strictProfiles.js';
import { StrictServer } from '../../lib/server/strict/StrictServer.js';
import { draftRequestFor } from './strictRequest.js';

const user = (...content: readonly object[]) => ({ role: 'user', content });
const assistant = (...content: readonly object[]) => ({ role: 'assistant', content });
const text = (words: string) => ({ type: 'text', text: words });
const use = (id: string, input: unknown = {}) => ({ type: 'tool_use', id, name: 'f', input });
const result = (tool_use_id: string) => ({ type: 'tool_result', tool_use_id, content: 'ok' });
const thinking = (words: string, signature?: string) => ({ type: 'thinking', thinking: words, signature });
const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
const found = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
const hi = user(text('hi'));
const BODY = { model: 'm', max_tokens: 1, stream: true };

type Row = readonly [list: readonly object[], words: string, body?: object];

const MESSAGES: readonly Row[] = [
  [[hi], 'max_tokens: Field required', { model: 'm' }],
  [[hi], 'store: Extra inputs are not permitted', { ...BODY, store: true }],
  [[{ ...hi, name: 'x' }], 'messages.0.name: Extra inputs are not permitted'],
  [[{ role: 'developer', content: 'x' }], "Input should be 'user' or 'assistant'"],
  [[hi, assistant(), hi], 'messages.1: all messages must have non-empty content'],
  [[user(text(''))], 'text content blocks must be non-empty'],
  [[user(text(' '))], 'must contain non-whitespace text'],
  [[hi, assistant(text('So: '))], 'cannot end with trailing whitespace'],
  [[hi, assistant(use('t1')), hi], '`tool_use` ids were found without `tool_result` blocks immediately after: t1'],
  [[hi, assistant(use('t1'), use('t2')), user(result('t1'))], 'immediately after: t2'],
  [[hi, assistant(use('t1')), user(text('x'), result('t1'))], 'immediately after: t1'],
  [[hi, assistant(use('t1')), user(result('t1')), user(result('t1'))], 'unexpected `tool_use_id` found'],
  [[user(result('t1'))], 'messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t1'],
  [[hi, assistant(use('f:0')), user(result('f:0'))], "should match pattern '^[a-zA-Z0-9_-]+$'"],
  [[hi, assistant(use('t1', '{}')), user(result('t1'))], 'should be a valid dictionary'],
  [[hi, assistant(thinking('Hm.'), text('a'))], 'thinking.signature: Field required'],
  [[hi, assistant(thinking('Hm!', signatureOf('Hm.')), text('a'))], 'cannot be modified'],
  [[hi, assistant(search), hi], 'found without a corresponding `web_search_tool_result` block'],
];

const call = (name: string, more: object = {}) => ({ functionCall: { name, args: {} }, ...more });
const signed = call('f', { thoughtSignature: callSignature('f', {}) });
const response = { functionResponse: { name: 'f', response: {} } };
const asked = { role: 'user', parts: [{ text: 'hi' }] };
const model = (...parts: readonly object[]) => ({ role: 'model', parts });
const answered = (...parts: readonly object[]) => ({ role: 'user', parts });

const GEMINI: readonly Row[] = [
  [[], 'contents is not specified'],
  [[asked], 'Unknown name \\"max_tokens\\"', { max_tokens: 1 }],
  [[{ role: 'function', parts: [response] }], "Role 'function' is not supported"],
  [[asked, model(), asked], 'contents.parts must not be empty'],
  [[asked, model({ thoughtSignature: 's' }), asked], "required oneof field 'data' must have one initialized field"],
  [[model(signed), answered(response)], 'function call turn comes immediately after a user turn'],
  [[asked, answered(response)], 'function response turn comes immediately after a function call turn'],
  [[asked, model(signed), answered(response, response)], 'equal to the number of function call parts'],
  [[asked, model(signed), asked], 'equal to the number of function call parts'],
  [[asked, model(call('f')), answered(response)], 'missing a thought_signature in functionCall parts'],
  [[asked, model(call('f', { thoughtSignature: 'x' })), answered(response)], 'Thought signature is not valid'],
];

const ACCEPTED = {
  anthropic: [
    [hi, assistant(text('a')), hi],
    [
      hi,
      assistant(thinking('Hm.', signatureOf('Hm.')), use('t1'), use('t2')),
      user(result('t1'), result('t2'), text('x')),
    ],
    [hi, assistant(thinking('', 'any'), { type: 'redacted_thinking', data: 'd' }, text('a')), hi],
    [hi, assistant(search)],
    [hi, assistant(search, found, text('a')), hi],
    [hi, assistant(search, use('t1')), user(result('t1'))],
  ],
  geminiNative: [
    [asked, model({ text: '', thoughtSignature: 's' }), asked],
    [asked, model(signed, call('g')), answered(response, response)],
    [asked, model(call('f', { thoughtSignature: 'skip_thought_signature_validator' })), answered(response)],
    [asked, model(call('f')), answered(response), model({ text: 'a' }), asked],
  ],
} as const;

const check = (name: 'anthropic' | 'geminiNative', list: readonly object[], body: object) =>
  new StrictServer(STRICT_PROFILES[name]).check(
    draftRequestFor(name === 'anthropic' ? 'messages' : 'gemini', list, body),
  );

describe('ScriptedServer({ strict }) on the native APIs', () => {
  for (const [list, words, body = BODY] of MESSAGES)
    it(`anthropic refuses: ${words}`, () => {
      const refused = check('anthropic', list, body);
      expect(refused?.status).to.equal(400);
      expect(JSON.stringify(refused?.body)).to.include(words).and.include('invalid_request_error');
    });

  for (const [list, words, body = {}] of GEMINI)
    it(`geminiNative refuses: ${words}`, () => {
      const refused = check('geminiNative', list, body);
      expect(refused?.status).to.equal(400);
      expect(JSON.stringify(refused?.body)).to.include(words).and.include('INVALID_ARGUMENT');
    });

  it('anthropic refuses a call without the thinking that came before it', () => {
    const server = new StrictServer(STRICT_PROFILES.anthropic);
    const called = toolCallAnswer({ name: 'f', arguments: {} });
    const thought = reasoningAnswer({ reasoning: 'Hm.', text: 'x' });
    const request = draftRequestFor('messages', [hi], BODY);
    server.give({ answer: { frames: [], chunks: [...(thought.chunks ?? []), ...(called.chunks ?? [])] } }, request);
    const id = /"id":"(call[^"]*)"/.exec(JSON.stringify(called.chunks))?.[1] ?? '';
    const refused = server.check(draftRequestFor('messages', [hi, assistant(use(id)), user(result(id))], BODY));
    expect(JSON.stringify(refused?.body)).to.include(
      'Expected `thinking` or `redacted_thinking`, but found `tool_use`',
    );
  });

  for (const name of ['anthropic', 'geminiNative'] as const)
    it(`${name} accepts what is in order`, () => {
      const body = name === 'anthropic' ? BODY : {};
      for (const list of ACCEPTED[name]) expect(check(name, list, body), JSON.stringify(list)).to.equal(undefined);
    });
});
