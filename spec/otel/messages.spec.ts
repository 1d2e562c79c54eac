import { expect } from 'chai';
import { chatMessage } from '../../lib/otel/chatMessage.js';
import { itemMessage, type Message } from '../../lib/otel/messages.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';

const text = (content: string) => ({ type: 'text', content });
const said = (...parts: Message['parts']): Message => ({ role: 'assistant', parts });

describe('itemMessage', () => {
  const ROWS: readonly (readonly [string, ResponseItem, Message])[] = [
    [
      'a message: texts, a refusal, and what has no form by its name alone',
      {
        type: 'message',
        role: 'developer',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'output_text', text: 'b' },
          { type: 'other', raw: { type: 'refusal', refusal: 'no' } },
          { type: 'other', raw: { type: 'input_file', file_data: 'AAAA' } },
          { type: 'other', raw: 7 },
        ],
      },
      {
        role: 'developer',
        parts: [text('a'), text('b'), { type: 'refusal', content: 'no' }, { type: 'input_file' }, { type: 'other' }],
      },
    ],
    [
      'reasoning: summary and content, and nothing that is encrypted',
      {
        type: 'reasoning',
        id: 'rs',
        summary: [{ type: 'summary_text', text: 'a' }],
        content: [
          { type: 'reasoning_text', text: 'b' },
          { type: 'other', raw: { type: 'x', text: 'c' } },
        ],
        encrypted_content: 'zzz',
      },
      said({ type: 'reasoning', content: 'a' }, { type: 'reasoning', content: 'b' }),
    ],
    [
      'a call of a custom tool',
      { type: 'custom_tool_call', call_id: 'c', name: 'n', input: 'plain words' },
      said({ type: 'tool_call', id: 'c', name: 'n', arguments: 'plain words' }),
    ],
    [
      'an output of parts',
      {
        type: 'custom_tool_call_output',
        call_id: 'c',
        output: [
          { type: 'input_text', text: 'a' },
          { type: 'input_image', image_url: 'data:image/jpeg;base64,AAAA' },
        ],
      },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            id: 'c',
            response: [text('a'), { type: 'blob', modality: 'image', mime_type: 'image/jpeg' }],
          },
        ],
      },
    ],
    ['a compaction', { type: 'compaction', encrypted_content: 'zzz' }, said({ type: 'compaction' })],
    [
      'an image that was made',
      { type: 'image_generation_call', id: 'i', status: 'completed', result: 'AAAA' },
      said({ type: 'image_generation_call' }),
    ],
    ['an item that is not known', { type: 'other', raw: { type: 'tomorrow', x: 1 } }, said({ type: 'tomorrow' })],
  ];
  for (const [what, item, message] of ROWS)
    it(`writes ${what}`, () => {
      expect(itemMessage(item)).to.deep.equal(message);
    });
});

describe('chatMessage', () => {
  const ROWS: readonly (readonly [string, unknown, Message])[] = [
    [
      'parts: texts, images, and what has no form by its name alone',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image_url', image_url: { url: 'https://i.test/i.png' } },
          { type: 'image_url', image_url: { url: 'data:;base64,AAAA' } },
          { type: 'input_audio', input_audio: { data: 'AAAA' } },
          'x',
        ],
      },
      {
        role: 'user',
        parts: [
          text('a'),
          { type: 'uri', modality: 'image', uri: 'https://i.test/i.png' },
          { type: 'blob', modality: 'image', mime_type: '' },
          { type: 'input_audio' },
          { type: 'other' },
        ],
      },
    ],
    [
      'an assistant: reasoning first, text, refusal, calls',
      {
        role: 'assistant',
        content: 'a',
        reasoning_content: 'r',
        refusal: 'no',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
          { id: 'c2', type: 'custom', custom: { name: 'g', input: 'words' } },
          { id: 'c3', type: 'local_shell_call', action: { command: ['x'] } },
          null,
        ],
      },
      said(
        { type: 'reasoning', content: 'r' },
        text('a'),
        { type: 'refusal', content: 'no' },
        { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } },
        { type: 'tool_call', id: 'c2', name: 'g', arguments: 'words' },
        { type: 'local_shell_call' },
        { type: 'other' },
      ),
    ],
    [
      'the output of a tool',
      { role: 'tool', tool_call_id: 'c1', content: 'sunny' },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'sunny' }] },
    ],
    ['a message without content', { role: 'assistant', content: null }, said()],
    ['what is no message', 7, { role: 'unknown', parts: [] }],
  ];
  for (const [what, message, expected] of ROWS)
    it(`writes ${what}`, () => {
      expect(chatMessage(message)).to.deep.equal(expected);
    });
});
