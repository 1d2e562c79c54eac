import { expect } from 'chai';
import { chatRequest } from '../../lib/payload/chat/chatPayload.js';
import { responsesPayload, responsesRequest } from '../../lib/payload/responses/responsesPayload.js';
import type { Prompt } from '../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import type { ServerProfile } from '../../lib/protocol/ServerProfile.js';
import { profiles } from '../../lib/provider/profiles.js';

type Options = NonNullable<Parameters<typeof chatRequest>[2]>;
type Body = Readonly<Record<string, unknown>>;

const bodyOf = (wire: 'chat' | 'responses', prompt: Prompt, options: Options, profile: ServerProfile): Body => {
  const target = { azure: false, profile, origin: 'server' };
  const body =
    wire === 'chat'
      ? chatRequest('m', prompt, options, target)
      : responsesPayload(responsesRequest('m', prompt, options, target), target);
  const sent: unknown = JSON.parse(JSON.stringify(body));
  return typeof sent === 'object' && sent !== null ? { ...sent } : {};
};

const user = (text: string) => ({ role: 'user', content: text });
const said = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const thought: ResponseItem = {
  type: 'reasoning',
  id: '',
  summary: [],
  content: [{ type: 'reasoning_text', text: 'r' }],
};
const call: ResponseItem = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const result = (output: Extract<ResponseItem, { type: 'function_call_output' }>['output']): ResponseItem => ({
  type: 'function_call_output',
  call_id: 'call_1',
  output,
});
const texts = result([{ type: 'input_text', text: 'x' }]);
const picture = result([{ type: 'input_image', image_url: 'data:x' }]);
const toolCalls = [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }];
const toolMessage = { role: 'tool', tool_call_id: 'call_1', content: 'ok' };
const f = { type: 'function', name: 'f', strict: true };

/** A row: the input, the values of the member, and the part of the body that differs, for each value. */
interface Row {
  readonly wire?: 'responses';
  readonly prompt: Prompt;
  readonly options?: Options;
  /** Other members, where the effect depends on them. */
  readonly given?: Partial<ServerProfile>;
  readonly values: readonly (readonly [value: unknown, part: Body])[];
}

const messages = (...list: readonly object[]): Body => ({ messages: list });
const input = (...items: Exclude<Prompt['input'], string>): Prompt => ({ input: items });

// The table has a row for each member: a member without an effect does not compile, or fails its row.
const ROWS: Readonly<Record<Exclude<keyof ServerProfile, 'id'>, Row>> = {
  reasoningKey: {
    prompt: input(thought, call),
    values: [
      [null, messages({ role: 'assistant', content: null, tool_calls: toolCalls })],
      ['reasoning', messages({ role: 'assistant', content: null, tool_calls: toolCalls, reasoning: 'r' })],
      [
        'content',
        messages({
          role: 'assistant',
          content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'r' }] }],
          tool_calls: toolCalls,
        }),
      ],
    ],
  },
  reasoningSpan: {
    prompt: input(thought, said('a'), user('u'), thought, said('b')),
    values: [
      ['none', messages({ role: 'assistant', content: 'a' }, user('u'), { role: 'assistant', content: 'b' })],
      [
        'turn',
        messages({ role: 'assistant', content: 'a' }, user('u'), { role: 'assistant', content: 'b', reasoning: 'r' }),
      ],
      [
        'all',
        messages({ role: 'assistant', content: 'a', reasoning: 'r' }, user('u'), {
          role: 'assistant',
          content: 'b',
          reasoning: 'r',
        }),
      ],
    ],
  },
  reasoningFiller: {
    prompt: input(call),
    values: [
      [null, messages({ role: 'assistant', content: null, tool_calls: toolCalls })],
      ['', messages({ role: 'assistant', content: null, tool_calls: toolCalls, reasoning: '' })],
    ],
  },
  fillerOn: {
    prompt: input(said('a')),
    given: { reasoningFiller: '' },
    values: [
      ['calls', messages({ role: 'assistant', content: 'a' })],
      ['all', messages({ role: 'assistant', content: 'a', reasoning: '' })],
    ],
  },
  toolResults: {
    prompt: input(texts),
    values: [
      ['text', messages({ role: 'tool', tool_call_id: 'call_1', content: 'x' })],
      ['parts', messages({ role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'x' }] })],
    ],
  },
  toolPictures: {
    prompt: input(call, picture),
    values: [
      [
        'inline',
        messages(
          { role: 'assistant', content: null, tool_calls: toolCalls },
          {
            role: 'tool',
            tool_call_id: 'call_1',
            content: [{ type: 'image_url', image_url: { url: 'data:x' } }],
          },
        ),
      ],
      [
        'user_message',
        messages(
          { role: 'assistant', content: null, tool_calls: toolCalls },
          { role: 'tool', tool_call_id: 'call_1', content: 'The result is in the message below.' },
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:x' } }] },
        ),
      ],
    ],
  },
  files: {
    prompt: input({
      role: 'user',
      content: [
        { type: 'input_file', file_data: 'data:x' },
        { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
      ],
    }),
    values: [
      [
        'file',
        messages({
          role: 'user',
          content: [
            { type: 'file', file: { file_data: 'data:x' } },
            { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
          ],
        }),
      ],
      [
        'document_url',
        messages({
          role: 'user',
          content: [
            { type: 'document_url', document_url: 'data:x' },
            { type: 'input_audio', input_audio: 'AA==' },
          ],
        }),
      ],
    ],
  },
  adjacentAssistants: {
    prompt: input(said('a'), said('b')),
    values: [
      [false, messages({ role: 'assistant', content: 'a\n\nb' })],
      [true, messages({ role: 'assistant', content: 'a' }, { role: 'assistant', content: 'b' })],
    ],
  },
  adjacentUsers: {
    prompt: input(user('a'), user('b'), { role: 'user', content: [{ type: 'input_image', image_url: 'data:x' }] }),
    values: [
      [
        false,
        messages({
          role: 'user',
          content: [
            { type: 'text', text: 'a\n\nb' },
            { type: 'image_url', image_url: { url: 'data:x' } },
          ],
        }),
      ],
      [
        true,
        messages(user('a'), user('b'), {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'data:x' } }],
        }),
      ],
    ],
  },
  afterTools: {
    prompt: input(call, result('ok'), user('u')),
    values: [
      [null, messages({ role: 'assistant', content: null, tool_calls: toolCalls }, toolMessage, user('u'))],
      [
        'Done.',
        messages(
          { role: 'assistant', content: null, tool_calls: toolCalls },
          toolMessage,
          { role: 'assistant', content: 'Done.' },
          user('u'),
        ),
      ],
    ],
  },
  refusalKey: {
    prompt: input({ role: 'assistant', refusal: 'no' }),
    values: [
      [true, messages({ role: 'assistant', content: null, refusal: 'no' })],
      [false, messages({ role: 'assistant', content: 'no' })],
    ],
  },
  unknownKeys: {
    wire: 'responses',
    prompt: input({ ...user('a'), ...{ timestamp: 1 } }),
    values: [
      ['refused', { input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] }] }],
      [
        'ignored',
        { input: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }], timestamp: 1 }] },
      ],
    ],
  },
  hints: {
    prompt: input(user('a')),
    options: { promptCacheKey: 'k', serviceTier: 'flex', storeOverride: true, text: { verbosity: 'low' } },
    given: { unknownKeys: 'refused' },
    values: [
      [[], { prompt_cache_key: undefined, service_tier: undefined, store: undefined, verbosity: undefined }],
      [['service_tier', 'store'], { prompt_cache_key: undefined, service_tier: 'flex', store: true }],
      [['prompt_cache_key', 'verbosity'], { prompt_cache_key: 'k', store: undefined, verbosity: 'low' }],
    ],
  },
  nulls: {
    wire: 'responses',
    prompt: input({
      type: 'message',
      role: 'user',
      content: [{ type: 'input_image', image_url: 'data:x', detail: null }],
    }),
    values: [
      [
        true,
        {
          reasoning: null,
          input: [
            {
              type: 'message',
              role: 'user',
              content: [{ type: 'input_image', image_url: 'data:x', detail: null }],
            },
          ],
        },
      ],
      [
        false,
        {
          reasoning: undefined,
          input: [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:x' }] }],
        },
      ],
    ],
  },
  limitKey: {
    prompt: input(user('a')),
    options: { maxOutputTokens: 5 },
    values: [
      ['max_tokens', { max_tokens: 5, max_completion_tokens: undefined }],
      ['max_completion_tokens', { max_tokens: undefined, max_completion_tokens: 5 }],
    ],
  },
  streamOptions: {
    prompt: input(user('a')),
    values: [
      [true, { stream_options: { include_usage: true } }],
      [false, { stream_options: undefined }],
    ],
  },
  effortKey: {
    prompt: input(user('a')),
    options: { reasoning: { effort: 'low' } },
    values: [
      ['reasoning_effort', { reasoning_effort: 'low', reasoning: undefined }],
      ['reasoning', { reasoning_effort: undefined, reasoning: { effort: 'low' } }],
    ],
  },
  customTools: {
    prompt: input({ type: 'custom_tool_call', call_id: 'call_1', name: 'f', input: 'x' }),
    values: [
      [
        true,
        messages({
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'f', input: 'x' } }],
        }),
      ],
      [
        false,
        messages({
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"input":"x"}' } }],
        }),
      ],
    ],
  },
  strictTools: {
    prompt: { input: 'a', tools: [f] },
    values: [
      [true, { tools: [{ type: 'function', function: { name: 'f', strict: true } }] }],
      [false, { tools: [{ type: 'function', function: { name: 'f' } }] }],
    ],
  },
  developerRole: {
    prompt: input({ role: 'developer', content: 'd' }),
    values: [
      [true, messages({ role: 'developer', content: 'd' })],
      [false, messages({ role: 'system', content: 'd' })],
    ],
  },
  singleSystem: {
    prompt: { instructions: 's', ...input(user('a'), { role: 'system', content: 't' }) },
    values: [
      [false, messages({ role: 'system', content: 's' }, user('a'), { role: 'system', content: 't' })],
      [true, messages({ role: 'system', content: 's\n\nt' }, user('a'))],
    ],
  },
  forcedToolChoice: {
    prompt: { input: 'a', tools: [f], toolChoice: 'required' },
    values: [
      ['required', { tool_choice: 'required' }],
      ['any', { tool_choice: 'any' }],
    ],
  },
  toolMessageName: {
    prompt: input(call, result('ok')),
    values: [
      [false, messages({ role: 'assistant', content: null, tool_calls: toolCalls }, toolMessage)],
      [true, messages({ role: 'assistant', content: null, tool_calls: toolCalls }, { ...toolMessage, name: 'f' })],
    ],
  },
  callContent: {
    prompt: input(call),
    values: [
      ['null', messages({ role: 'assistant', content: null, tool_calls: toolCalls })],
      ['empty', messages({ role: 'assistant', content: '', tool_calls: toolCalls })],
    ],
  },
  parametersRequired: {
    prompt: { input: 'a', tools: [f] },
    values: [
      [false, { tools: [{ type: 'function', function: { name: 'f', strict: true } }] }],
      [
        true,
        {
          tools: [
            { type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object', properties: {} } } },
          ],
        },
      ],
    ],
  },
  callIds: {
    prompt: input({ ...call, call_id: 'x'.repeat(41) }),
    values: [
      ['any', messages({ role: 'assistant', content: null, tool_calls: [{ ...toolCalls[0], id: 'x'.repeat(41) }] })],
      ['max40', messages({ role: 'assistant', content: null, tool_calls: [{ ...toolCalls[0], id: '001uzafn8' }] })],
      ['alnum9', messages({ role: 'assistant', content: null, tool_calls: [{ ...toolCalls[0], id: '001uzafn8' }] })],
    ],
  },
  callSignature: {
    prompt: input(call),
    values: [
      [null, messages({ role: 'assistant', content: null, tool_calls: toolCalls })],
      [
        'any',
        messages({
          role: 'assistant',
          content: null,
          tool_calls: [{ ...toolCalls[0], extra_content: { google: { thought_signature: 'any' } } }],
        }),
      ],
    ],
  },
  seedKey: {
    prompt: input(user('a')),
    options: { seed: 3 },
    values: [
      ['seed', { seed: 3, random_seed: undefined }],
      ['random_seed', { seed: undefined, random_seed: 3 }],
    ],
  },
  emptyTools: {
    wire: 'responses',
    prompt: input(user('a')),
    values: [
      [true, { tools: [], tool_choice: 'auto', parallel_tool_calls: false }],
      [false, { tools: undefined, tool_choice: undefined, parallel_tool_calls: undefined }],
    ],
  },
  messageIds: {
    wire: 'responses',
    prompt: input(said('a')),
    values: [
      [false, { input: [said('a')] }],
      [true, { input: [{ ...said('a'), id: 'msg_0', status: 'completed' }] }],
    ],
  },
  callsLast: {
    wire: 'responses',
    prompt: input(call, said('a'), { ...call, call_id: 'call_2' }, result('ok')),
    values: [
      [false, { input: [call, said('a'), { ...call, call_id: 'call_2' }, result('ok')] }],
      [true, { input: [said('a'), call, { ...call, call_id: 'call_2' }, result('ok')] }],
    ],
  },
  plainReasoning: {
    wire: 'responses',
    prompt: input(thought, said('a')),
    values: [
      [
        true,
        { input: [{ type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] }, said('a')] },
      ],
      [false, { input: [said('a')] }],
    ],
  },
};

const names = Object.keys(ROWS);

describe('ServerProfile', () => {
  for (const [member, { wire = 'chat', prompt, options = {}, given, values }] of Object.entries(ROWS))
    for (const [value, part] of values)
      it(`${member}: ${JSON.stringify(value)} changes the body`, () => {
        const profile = { ...profiles.standard, reasoningSpan: 'all', ...given, [member]: value } as const;
        const body = bodyOf(wire, prompt, options, profile);
        for (const [key, expected] of Object.entries(part)) expect(body[key], key).to.deep.equal(expected);
      });

  it('has a row for each member', () => {
    expect(['id', ...names].sort()).to.deep.equal(Object.keys(profiles.standard).sort());
  });

  for (const [name, row] of Object.entries(profiles))
    it(`the row ${name} has its name, and no member that the others lack`, () => {
      expect(row.id).to.equal(name);
      expect(Object.keys(row).sort()).to.deep.equal(Object.keys(profiles.standard).sort());
    });

  for (const member of names)
    it(`some server differs from the standard in ${member}, or it is an option for the caller`, () => {
      const values = Object.values(profiles).map((row) =>
        JSON.stringify(Object.entries(row).find(([name]) => name === member)),
      );
      const differs = new Set(values).size > 1;
      expect(differs || member === 'toolResults').to.equal(true);
    });
});
