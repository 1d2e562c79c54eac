import { expect } from 'chai';
import type { GeminiBodyOptions } from '../../../lib/payload/gemini/GeminiBodyOptions.js';
import { geminiRequest } from '../../../lib/payload/gemini/geminiPayload.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { itemsFrom } from '../itemsFrom.js';

const target = { origin: 'Gemini@host' };
const body = (prompt: string | Prompt, options: GeminiBodyOptions = {}, model = 'gemini-2.5-flash') =>
  geminiRequest(model, prompt, options, target);
const contents = (model: string, ...input: readonly object[]) => body({ input: itemsFrom(input) }, {}, model).contents;

const call = (call_id: string, more: object = {}) => ({
  type: 'function_call',
  call_id,
  name: 'f',
  arguments: '{"a":1}',
  ...more,
});
const output = (call_id: string, given: unknown = 'ok') => ({ type: 'function_call_output', call_id, output: given });
const response = (more: object = {}) => ({ functionResponse: { ...more, name: 'f', response: { output: 'ok' } } });

describe('geminiRequest', () => {
  it('sends a text as one user content', () => {
    expect(body('Hi')).to.deep.equal({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] });
  });

  it('sends options under the names of the API', () => {
    const prompt = {
      instructions: 'Be brief.',
      input: 'Hi',
      tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' } }, { googleSearch: {} }],
      outputSchema: { type: 'object' },
    };
    const options = {
      maxOutputTokens: 99,
      temperature: 1,
      topP: 0.5,
      seed: 7,
      stop: ['END'],
      toolChoice: 'required',
      reasoning: { effort: 'low', summary: 'auto' },
      safetySettings: [{ category: 'c' }],
      cachedContent: 'cachedContents/x',
      modelParameters: { labels: { a: 'b' }, generationConfig: { topK: 3 } },
    } as const;
    expect(body(prompt, options)).to.deep.equal({
      labels: { a: 'b' },
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      tools: [
        { functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: { type: 'object' } }] },
        { googleSearch: {} },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      generationConfig: {
        topK: 3,
        maxOutputTokens: 99,
        temperature: 1,
        topP: 0.5,
        seed: 7,
        stopSequences: ['END'],
        thinkingConfig: { thinkingBudget: 1024, includeThoughts: true },
        responseMimeType: 'application/json',
        responseJsonSchema: { type: 'object' },
      },
      safetySettings: [{ category: 'c' }],
      cachedContent: 'cachedContents/x',
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    });
  });

  it('sends levels of thinking to models from version 3', () => {
    expect(body('Hi', { reasoning: { effort: 'minimal' } }, 'gemini-3-flash')).to.deep.include({
      generationConfig: { thinkingConfig: { thinkingLevel: 'MINIMAL' } },
    });
  });

  it('sends the results of parallel calls in one content, apart from text', () => {
    const said = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And?' }] };
    expect(
      contents('gemini-2.5', call('x'), call('made', { made_id: true }), output('x'), output('made'), said),
    ).to.deep.equal([
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'x', name: 'f', args: { a: 1 } } },
          { functionCall: { name: 'f', args: { a: 1 } } },
        ],
      },
      { role: 'user', parts: [response({ id: 'x' }), response()] },
      { role: 'user', parts: [{ text: 'And?' }] },
    ]);
  });

  it('sends signatures back on their parts, and an empty text only with one', () => {
    const reasoning = { type: 'reasoning', id: '', summary: [{ type: 'summary_text', text: 'Hm.' }] };
    const text = (given: string, more: object = {}) => ({ type: 'output_text', text: given, ...more });
    expect(
      contents(
        'gemini-3',
        userMessage('Hi'),
        { ...reasoning, thought_signature: 's1' },
        reasoning,
        {
          type: 'message',
          role: 'assistant',
          content: [text('a'), text('b', { thought_signature: 's2' }), text('', { thought_signature: 's3' }), text('')],
        },
        call('x', { thought_signature: 's4' }),
        call('y'),
      )[1],
    ).to.deep.equal({
      role: 'model',
      parts: [
        { text: 'Hm.', thought: true, thoughtSignature: 's1' },
        { text: 'a' },
        { text: 'b', thoughtSignature: 's2' },
        { text: '', thoughtSignature: 's3' },
        { functionCall: { id: 'x', name: 'f', args: { a: 1 } }, thoughtSignature: 's4' },
        { functionCall: { id: 'y', name: 'f', args: { a: 1 } } },
      ],
    });
  });

  it('marks the first call of another model for Gemini 3 only', () => {
    const parts = (model: string) => contents(model, call('x'), call('y'));
    const signed = { thoughtSignature: 'skip_thought_signature_validator' };
    const f = (id: string) => ({ functionCall: { id, name: 'f', args: { a: 1 } } });
    expect(parts('gemini-3-flash')).to.deep.equal([{ role: 'model', parts: [{ ...f('x'), ...signed }, f('y')] }]);
    expect(parts('gemini-2.5-pro')).to.deep.equal([{ role: 'model', parts: [f('x'), f('y')] }]);
  });

  it('sends no ids to Vertex', () => {
    expect(
      geminiRequest('gemini-2.5', { input: itemsFrom([call('x'), output('x')]) }, {}, { ...target, vertex: true })
        .contents,
    ).to.deep.equal([
      { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] },
      { role: 'user', parts: [response()] },
    ]);
  });

  it('converts pictures, files and audio', () => {
    const content = [
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
      { type: 'input_image', image_url: 'https://host.example/a.webp?x=1' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,BBBB' },
      { type: 'input_audio', input_audio: { format: 'mp3', data: 'CCCC' } },
      { type: 'input_audio', input_audio: { format: 'wav', data: 'DDDD' } },
    ];
    expect(contents('m', { type: 'message', role: 'user', content })).to.deep.equal([
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { fileData: { fileUri: 'https://host.example/a.webp?x=1', mimeType: 'image/webp' } },
          { inlineData: { mimeType: 'application/pdf', data: 'BBBB' } },
          { inlineData: { mimeType: 'audio/mpeg', data: 'CCCC' } },
          { inlineData: { mimeType: 'audio/wav', data: 'DDDD' } },
        ],
      },
    ]);
  });

  it('continues a paused answer with its token and the request that it answers', () => {
    const code: ResponseItem = { type: 'other', wire: 'gemini', raw: { executableCode: { code: '1' } } };
    const token = (continuationToken: string): ResponseItem => ({
      type: 'other',
      wire: 'gemini',
      raw: { continuationToken },
    });
    const user = { role: 'user', parts: [{ text: 'Hi' }] };
    const input = [userMessage('Hi'), code, token('t')];
    expect(body({ input })).to.deep.equal({ continuationToken: 't', contents: [user] });
    expect(body({ input: [...input, code, token('u')] })).to.deep.equal({ continuationToken: 'u', contents: [user] });
    expect(body({ input: [...input, code, userMessage('And?')] })).to.deep.equal({
      contents: [
        user,
        { role: 'model', parts: [{ executableCode: { code: '1' } }, { executableCode: { code: '1' } }] },
        { role: 'user', parts: [{ text: 'And?' }] },
      ],
    });
  });
});
