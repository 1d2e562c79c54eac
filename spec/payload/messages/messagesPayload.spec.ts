import { expect } from 'chai';
import type { MessagesBodyOptions } from '../../../lib/payload/messages/MessagesBodyOptions.js';
import { messagesRequest } from '../../../lib/payload/messages/messagesPayload.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { itemsFrom } from '../itemsFrom.js';

const ORIGIN = 'Anthropic@api.anthropic.com';
const body = (prompt: string | Prompt, options: MessagesBodyOptions = {}) =>
  messagesRequest('claude', prompt, options, { origin: ORIGIN });
const messages = (...input: readonly object[]) => body({ input: itemsFrom(input) }).messages;

const call = (call_id: string, more: object = {}) => ({
  type: 'function_call',
  call_id,
  name: 'f',
  arguments: '{"a":1}',
  ...more,
});
const output = (call_id: string, given: unknown = 'ok') => ({ type: 'function_call_output', call_id, output: given });
const said = (role: string, text: string): ResponseItem => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});
const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: { a: 1 } });
const result = (tool_use_id: string, content: unknown = 'ok') => ({ type: 'tool_result', tool_use_id, content });

describe('messagesRequest', () => {
  it('sends a text as one user message, with the limit that the API requires', () => {
    expect(body('Hi')).to.deep.equal({
      model: 'claude',
      max_tokens: 8192,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stream: true,
    });
  });

  it('sends options under the names of the API', () => {
    const prompt = {
      instructions: 'Be brief.',
      input: [said('system', 'Be kind.'), userMessage('Hi')],
      tools: [
        { type: 'function', name: 'f', strict: true, parameters: { type: 'object' } },
        { type: 'web_search_20250305' },
      ],
      parallelToolCalls: false,
      outputSchema: { type: 'object' },
    };
    const options = {
      maxOutputTokens: 99,
      temperature: 1,
      topP: 0.5,
      stop: 'END',
      toolChoice: { name: 'f' },
      reasoning: { effort: 'high' },
      thinking: { type: 'adaptive' },
      cacheControl: { type: 'ephemeral' },
      serviceTier: 'auto',
      modelParameters: { metadata: { user_id: 'u' } },
    };
    expect(body(prompt, options)).to.deep.equal({
      metadata: { user_id: 'u' },
      system: 'Be brief.\n\nBe kind.',
      tools: [{ name: 'f', strict: true, input_schema: { type: 'object' } }, { type: 'web_search_20250305' }],
      tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high', format: { type: 'json_schema', schema: { type: 'object' } } },
      max_tokens: 99,
      temperature: 1,
      top_p: 0.5,
      stop_sequences: ['END'],
      cache_control: { type: 'ephemeral' },
      service_tier: 'auto',
      model: 'claude',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stream: true,
    });
  });

  it('sends thinking back with its signature or its data, before the call', () => {
    const reasoning = { type: 'reasoning', id: '', summary: [] };
    expect(
      messages(
        userMessage('Hi'),
        { ...reasoning, content: [{ type: 'reasoning_text', text: 'Hm.' }], signature: 's' },
        { ...reasoning, content: [], redacted_data: 'd' },
        { ...reasoning, content: [], signature: 'only' },
        { ...reasoning, content: [{ type: 'reasoning_text', text: 'of another server' }] },
        call('t1', { caller: { type: 'direct' } }),
        output('t1'),
      ),
    ).to.deep.equal([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 's' },
          { type: 'redacted_thinking', data: 'd' },
          { type: 'thinking', thinking: '', signature: 'only' },
          { ...use('t1'), caller: { type: 'direct' } },
        ],
      },
      { role: 'user', content: [result('t1')] },
    ]);
  });

  it('leaves out what another provider signed', () => {
    const foreign = { type: 'reasoning', id: '', summary: [], content: [], signature: 's', origin: 'other' };
    expect(messages(foreign, { type: 'other', wire: 'gemini', raw: { executableCode: {} } }, call('t1'))).to.deep.equal(
      [{ role: 'assistant', content: [use('t1')] }],
    );
  });

  it('puts the results of parallel calls first in one user message', () => {
    expect(messages(call('t1'), call('t2'), output('t1'), said('user', 'And?'), output('t2'))).to.deep.equal([
      { role: 'assistant', content: [use('t1'), use('t2')] },
      { role: 'user', content: [result('t1'), result('t2'), { type: 'text', text: 'And?' }] },
    ]);
  });

  it('sends ids of other servers in a form that the API accepts', () => {
    expect(messages(call('functions.f:0'), output('functions.f:0'))).to.deep.equal([
      { role: 'assistant', content: [use('functions-2ef-3a0')] },
      { role: 'user', content: [result('functions-2ef-3a0')] },
    ]);
  });

  it('converts pictures and files, also in results', () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
    const remote = { type: 'input_image', image_url: 'https://host.example/a.png' };
    const file = { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' };
    const png = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
    expect(messages({ type: 'message', role: 'user', content: [image, remote, file] })).to.deep.equal([
      {
        role: 'user',
        content: [
          png,
          { type: 'image', source: { type: 'url', url: 'https://host.example/a.png' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'BBBB' },
            title: 'a.pdf',
          },
        ],
      },
    ]);
    expect(messages(call('t1'), output('t1', [image])).at(-1)).to.deep.equal({
      role: 'user',
      content: [result('t1', [png])],
    });
  });

  it('sends no empty text, and no space at the end of an assistant message that is last', () => {
    expect(messages(said('user', '  '), said('user', 'Hi'), said('assistant', 'So: '))).to.deep.equal([
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'So:' }] },
    ]);
  });

  it('continues a paused answer with its own blocks, and names the container', () => {
    const raw = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'code_execution', input: {} };
    const input: ResponseItem[] = [
      { type: 'other', wire: 'messages', raw },
      { type: 'other', wire: 'messages', raw: { type: 'container', id: 'c_1' } },
    ];
    expect(body({ input })).to.deep.include({
      container: 'c_1',
      messages: [{ role: 'assistant', content: [raw] }],
    });
  });

  it('turns thinking off for the effort none, and shows it if a summary is requested', () => {
    expect(body('Hi', { reasoning: { effort: 'none' } })).to.deep.include({ thinking: { type: 'disabled' } });
    expect(body('Hi', { reasoning: { summary: 'auto' } })).to.deep.include({
      thinking: { type: 'adaptive', display: 'summarized' },
    });
  });

  it('allows for the budget of thinking in the limit', () => {
    expect(body('Hi', { thinking: { type: 'enabled', budget_tokens: 1024 } }).max_tokens).to.equal(9216);
  });

  it('refuses a parameter that contradicts an option', () => {
    expect(() => body('Hi', { temperature: 1, modelParameters: { temperature: 0 } })).to.throw(
      /temperature.*contradict/,
    );
  });
});
