import { expect } from 'chai';
import { easyItems } from '../../lib/payload/easyMessage.js';

const called = { name: 'f', arguments: '{}' };
const call = { type: 'function_call', call_id: 'c1', ...called };
const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
const text = { type: 'output_text', text: 'a' };

const ROWS: readonly (readonly [what: string, given: object, items: readonly object[]])[] = [
  [
    'a text of the user',
    { role: 'user', content: 'a' },
    [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] }],
  ],
  ['a text of the assistant', { role: 'assistant', content: 'a' }, [message(text)]],
  ['parts as plain strings', { role: 'assistant', content: ['a'] }, [message(text)]],
  [
    'a picture in the form of the Chat API',
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:x', detail: 'low' } }] },
    [{ type: 'message', role: 'user', content: [{ type: 'input_image', image_url: 'data:x', detail: 'low' }] }],
  ],
  [
    'a file in the form of the Chat API',
    { role: 'user', content: [{ type: 'file', file: { file_id: 'f1' } }] },
    [{ type: 'message', role: 'user', content: [{ type: 'input_file', file_id: 'f1' }] }],
  ],
  [
    'calls, with the state of a call',
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: called, extra_content: { x: 1 } }],
    },
    [{ ...call, extra_content: { x: 1 } }],
  ],
  [
    'a text before a call',
    { role: 'assistant', content: 'a', tool_calls: [{ id: 'c1', type: 'function', function: called }] },
    [message(text), call],
  ],
  [
    'a call of a custom tool',
    { role: 'assistant', tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'p', input: 'x' } }] },
    [{ type: 'custom_tool_call', call_id: 'c1', name: 'p', input: 'x' }],
  ],
  [
    'a call in the older form',
    { role: 'assistant', content: null, function_call: called },
    [{ ...call, call_id: 'f' }],
  ],
  [
    'a result in the older form',
    { role: 'function', name: 'f', content: 'r' },
    [{ type: 'function_call_output', call_id: 'f', output: 'r' }],
  ],
  [
    'a result of a tool',
    { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'r' }] },
    [{ type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'r' }] }],
  ],
  [
    'reasoning under a key',
    { role: 'assistant', content: 'a', reasoning_content: 'r' },
    [{ type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] }, message(text)],
  ],
  [
    'a part of thinking, with its signature',
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'r' }], closed: true, signature: 'S' },
        { type: 'text', text: 'a' },
      ],
    },
    [
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'r', signature: 'S' }] },
      message(text),
    ],
  ],
  ['a refusal', { role: 'assistant', content: null, refusal: 'no' }, [message({ type: 'refusal', refusal: 'no' })]],
  [
    'details that only the server can read',
    { role: 'assistant', content: 'a', tool_calls: [], reasoning_details: [{ data: 'D' }] },
    [{ type: 'reasoning', summary: [], content: [], reasoning_details: [{ data: 'D' }] }, message(text)],
  ],
];

describe('easyItems', () => {
  for (const [what, given, items] of ROWS)
    it(`reads ${what}`, () => {
      expect(easyItems(given)).to.deep.equal(items);
    });

  for (const given of ['hi', null, { type: 'reasoning', summary: [] }, { content: 'a' }, message(text)])
    it(`leaves ${JSON.stringify(given)}, which is no message in a short form`, () => {
      expect(easyItems(given)).to.equal(undefined);
    });
});
