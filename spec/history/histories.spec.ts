import { expect } from 'chai';
import { validPrompt } from '../../lib/clients/validPrompt.js';
import { chatRequest } from '../../lib/payload/chat/chatPayload.js';
import { geminiRequest } from '../../lib/payload/gemini/geminiPayload.js';
import { messagesRequest } from '../../lib/payload/messages/messagesPayload.js';
import { responsesPayload, responsesRequest } from '../../lib/payload/responses/responsesPayload.js';
import type { JsonObject } from '../../lib/protocol/codec/json.js';
import type { EasyMessage } from '../../lib/protocol/messages/EasyMessage.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { profiles } from '../../lib/provider/profiles.js';
import type { WireApi } from '../../lib/provider/Provider.js';
import { STRICT_PROFILES, type StrictServerName } from '../../lib/server/strict/strictProfiles.js';
import { StrictServer } from '../../lib/server/strict/StrictServer.js';
import { draftRequest } from '../server/strictRequest.js';
import { SERVERS } from './conversationPlan.js';

type Items = readonly (ResponseItem | EasyMessage)[];

const user = (content: string | readonly JsonObject[]): EasyMessage => ({ role: 'user', content });
const text = (content: string) => ({ type: 'output_text', text: content }) as const;
const said = (content: string): ResponseItem => ({ type: 'message', role: 'assistant', content: [text(content)] });
const called = (call_id: string): ResponseItem => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' });
const answered = (call_id: string, output: ToolOutput = 'ok'): ResponseItem => ({
  type: 'function_call_output',
  call_id,
  output,
});
type ToolOutput = Extract<ResponseItem, { type: 'function_call_output' }>['output'];

const picture = { type: 'input_image', image_url: 'data:image/png;base64,AA==' } as const;
const file = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } as const;
/** Another provider, whose state is the text SECRET. */
const foreign = { origin: 'another@server' } as const;
const thought: ResponseItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 's' }],
  encrypted_content: 'SECRET',
  ...foreign,
};
const withMembers = <T extends object>(item: T, members: object): T => ({ ...item, ...members });

/** Conversations that were refused by a server before. The next message of the user follows each of them. */
const HISTORIES: Readonly<Record<string, Items>> = {
  'a whole answer': [user('a'), said('b')],
  'a refusal': [user('a'), { role: 'assistant', refusal: 'no' }],
  'a text and a refusal': [user('a'), { role: 'assistant', content: 'Well,', refusal: 'no' }],
  'a message without content': [user('a'), { type: 'message', role: 'assistant', content: [] }],
  'a message without text': [user('a'), said('')],
  'reasoning before a message without content': [
    user('a'),
    { type: 'reasoning', id: 'rs_1', summary: [] },
    { type: 'message', role: 'assistant', content: [] },
  ],
  'two messages of the user in a row': [user('a')],
  'two messages of the assistant in a row': [user('a'), said('x'), said('y')],
  'a message between calls': [user('a'), called('c1'), said('m'), called('c2'), answered('c1'), answered('c2')],
  'a result as the last item': [user('a'), called('c1'), answered('c1')],
  'a call with the state of another provider': [
    user('a'),
    thought,
    withMembers(called('c1'), { ...foreign, extra_content: { google: { thought_signature: 'SECRET' } } }),
    answered('c1'),
  ],
  'a search of another server': [
    user('a'),
    { type: 'web_search_call', id: 'ws_1', status: 'completed', ...foreign },
    said('m'),
  ],
  'reasoning before an item that only another server knows': [
    user('a'),
    thought,
    { type: 'other', raw: { type: 'mcp_call', encrypted_output: 'SECRET' }, ...foreign },
  ],
  'a picture that another server made': [
    user('a'),
    { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'SECRET', ...foreign },
  ],
  'a signature on a part of the text': [
    user('a'),
    {
      type: 'message',
      role: 'assistant',
      content: [withMembers(text('t'), { thought_signature: 'SECRET' })],
      ...foreign,
    },
  ],
  'a signature on a part of reasoning': [
    user('a'),
    {
      type: 'reasoning',
      id: 'x',
      summary: [],
      content: [withMembers({ type: 'reasoning_text', text: 'h' } as const, { signature: 'SECRET' })],
      ...foreign,
    },
    said('t'),
  ],
  'a signature inside a part of an unknown type': [
    user('a'),
    {
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'other', raw: { type: 'thinking', thinking: [{ text: 'h', signature: 'SECRET' }] } },
        text('t'),
      ],
      ...foreign,
    },
  ],
  'a custom tool': [
    user('a'),
    { type: 'custom_tool_call', call_id: 'c1', name: 'patch', input: 'x' },
    { type: 'custom_tool_call_output', call_id: 'c1', output: 'ok' },
  ],
  'a local shell': [
    user('a'),
    {
      type: 'local_shell_call',
      id: 'lsh_1',
      call_id: 'c1',
      status: 'completed',
      action: { type: 'exec', command: ['ls'] },
    },
    answered('c1'),
  ],
  'a long id of a call': [user('a'), called('c'.repeat(90)), answered('c'.repeat(90))],
  'an empty id of a call': [user('a'), called(''), answered('')],
  'pictures and files as results of tools': [
    user('a'),
    called('c1'),
    called('c2'),
    answered('c1', [{ type: 'input_text', text: 'x' }, picture, { type: 'other', raw: file }]),
    answered('c2', [picture]),
  ],
  'a picture and a file of the user': [user([{ type: 'input_text', text: 'see' }, picture, file]), said('ok')],
  'audio of the user': [user([{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }]), said('ok')],
  'instructions in between': [user('a'), said('b'), { role: 'developer', content: 'e' }],
  'system messages of several parts': [
    { role: 'system', content: [{ type: 'input_text', text: 's' }] },
    { role: 'system', content: [{ type: 'input_text', text: 't' }] },
    user('a'),
    said('b'),
  ],
  'the messages of the Chat API': [
    { role: 'system', content: 's' },
    user('a'),
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'r' },
    { role: 'assistant', content: 'b' },
  ],
  'the older calls of the Chat API': [
    user('a'),
    { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
    { role: 'function', name: 'f', content: 'r' },
  ],
  'a member for the screen': [withMembers(user('a'), { timestamp: 1 }), said('b')],
  'nulls that a server sent': [
    user('a'),
    { type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: null },
    { type: 'message', role: 'assistant', content: [text('b')], phase: null, status: null },
  ],
};

const prompt = (input: Items): Prompt => ({
  input: [...input, user('and then?')],
  tools: [{ type: 'function', name: 'f', strict: true, parameters: { type: 'object', properties: {} } }],
});

const NATIVE = { anthropic: 'messages', geminiNative: 'gemini' } as const;

/** Builds the request of a wire for a server, as its client does. */
const requestFor = (wire: WireApi, name: StrictServerName, input: Items): unknown => {
  const profile = name === 'anthropic' || name === 'geminiNative' ? profiles.standard : profiles[name];
  const target = { azure: name === 'azure', profile, origin: name };
  const valid = validPrompt(prompt(input), {}, wire === 'messages' || wire === 'gemini' ? { ...target, wire } : target);
  switch (wire) {
    case 'chat':
      return chatRequest('m', valid, {}, target);
    case 'responses':
      return responsesPayload(responsesRequest('m', valid, {}, target), target);
    case 'messages':
      return messagesRequest('m', valid, {}, target);
    case 'gemini':
      return geminiRequest('m', valid, {}, target);
  }
};

const wiresOf = (name: StrictServerName): readonly WireApi[] =>
  name === 'anthropic' || name === 'geminiNative' ? [NATIVE[name]] : ['chat', 'responses'];

describe('the second request of a conversation', () => {
  for (const [what, input] of Object.entries(HISTORIES))
    for (const wire of ['chat', 'responses', 'messages', 'gemini'] as const)
      it(`is accepted by every server after ${what}, over ${wire}`, () => {
        for (const name of SERVERS.filter((server) => wiresOf(server).includes(wire))) {
          const sent: unknown = JSON.parse(JSON.stringify(requestFor(wire, name, input)));
          const refused = new StrictServer(STRICT_PROFILES[name]).check(draftRequest(wire, sent));
          expect(refused?.body, name).to.equal(undefined);
          expect(JSON.stringify(sent), name).to.include('and then?');
          expect(JSON.stringify(sent), name).not.to.include('SECRET');
        }
      });
});
