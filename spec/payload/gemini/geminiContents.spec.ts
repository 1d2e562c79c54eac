import { expect } from 'chai';
import { geminiRequest } from '../../../lib/index.js';
import { itemsFrom } from '../itemsFrom.js';

const said = (role: string, ...content: readonly (string | object)[]) => ({
  type: 'message',
  role,
  content: content.map((part) => (typeof part === 'string' ? { type: 'input_text', text: part } : part)),
});
const raw = (given: object) => ({ type: 'other', wire: 'gemini', raw: given });
const call = (call_id: string, more: object = {}) => ({
  type: 'function_call',
  call_id,
  name: 'f',
  arguments: '{}',
  ...more,
});
const output = (call_id: string, given: unknown = 'ok', more: object = {}) => ({
  type: 'function_call_output',
  call_id,
  output: given,
  ...more,
});
const user = (...parts: readonly object[]) => ({ role: 'user', parts });
const model = (...parts: readonly object[]) => ({ role: 'model', parts });
const text = (words: string, more: object = {}) => ({ text: words, ...more });
const used = (id: string, more: object = {}) => ({ functionCall: { id, name: 'f', args: {} }, ...more });
const answered = (id: string, response: object = { output: 'ok' }, more: object = {}) => ({
  functionResponse: { id, name: 'f', response, ...more },
});
const png = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
const code = { executableCode: { code: '1' } };
const result = { codeExecutionResult: { output: '1' }, thoughtSignature: 's' };

const ROWS: Readonly<Record<string, readonly [input: readonly object[], wanted: readonly object[]]>> = {
  'parallel calls and their results, of which only the first call is signed': [
    [said('user', 'Hi'), call('x', { thought_signature: 's' }), call('y'), output('x'), output('y')],
    [user(text('Hi')), model(used('x', { thoughtSignature: 's' }), used('y')), user(answered('x'), answered('y'))],
  ],
  'two steps of a loop, then an answer': [
    [
      said('user', 'Hi'),
      call('x', { thought_signature: 's' }),
      output('x'),
      call('y', { thought_signature: 't' }),
      output('y'),
      said('assistant', 'Done.'),
      said('user', 'Thanks.'),
    ],
    [
      user(text('Hi')),
      model(used('x', { thoughtSignature: 's' })),
      user(answered('x')),
      model(used('y', { thoughtSignature: 't' })),
      user(answered('y')),
      model(text('Done.')),
      user(text('Thanks.')),
    ],
  ],
  'errors, texts and pictures as results': [
    [
      call('x', { thought_signature: 's' }),
      call('y'),
      output('x', 'no', { is_error: true }),
      output('y', [{ type: 'input_text', text: 'a' }, png, { type: 'input_text', text: 'b' }]),
    ],
    [
      model(used('x', { thoughtSignature: 's' }), used('y')),
      user(
        answered('x', { error: 'no' }),
        answered('y', { output: 'a\n\nb' }, { parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }),
      ),
    ],
  ],
  'a call beside an empty text': [
    [said('user', 'Hi'), said('assistant', ''), call('x', { thought_signature: 's' }), output('x')],
    [user(text('Hi')), model(used('x', { thoughtSignature: 's' })), user(answered('x'))],
  ],
  'an answer without any usable part': [
    [said('user', 'Hi'), said('assistant', ''), said('user', 'There?')],
    [user(text('Hi'), text('There?'))],
  ],
  'texts whose signatures keep them apart': [
    [
      said(
        'assistant',
        { type: 'output_text', text: 'a', thought_signature: 's' },
        { type: 'output_text', text: 'b' },
        { type: 'output_text', text: '', thought_signature: 't' },
      ),
    ],
    [model(text('a', { thoughtSignature: 's' }), text('b'), text('', { thoughtSignature: 't' }))],
  ],
  'code that the server ran, and its pictures, unchanged': [
    [raw(code), raw(result), raw({ inlineData: { data: 'A' }, thoughtSignature: 'u' }), said('assistant', '1')],
    [model(code, result, { inlineData: { data: 'A' }, thoughtSignature: 'u' }, text('1'))],
  ],
  'later system messages as text of the user, as there is no other role': [
    [said('user', 'a'), said('developer', 'b')],
    [user(text('a'), text('b'))],
  ],
  'uploaded files by their URI': [
    [
      said('user', { type: 'input_file', file_id: 'https://host.example/v1beta/files/a', filename: 'a.txt' }),
      said('user', { type: 'input_image', file_id: 'https://host.example/v1beta/files/b' }),
    ],
    [
      user(
        { fileData: { fileUri: 'https://host.example/v1beta/files/a', mimeType: 'text/plain' } },
        { fileData: { fileUri: 'https://host.example/v1beta/files/b', mimeType: 'image/jpeg' } },
      ),
    ],
  ],
};

describe('geminiContents', () => {
  for (const [what, [input, wanted]] of Object.entries(ROWS))
    it(`sends back ${what}`, () => {
      expect(geminiRequest('gemini-3', { input: itemsFrom(input) }, {}, { origin: 'p' }).contents).to.deep.equal(
        wanted,
      );
    });
});
