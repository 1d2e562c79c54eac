import { expect } from 'chai';
import type { ChatBodyOptions } from '../../../lib/payload/chat/ChatBodyOptions.js';
import { chatRequest } from '../../../lib/payload/chat/chatPayload.js';
import { profiles } from '../../../lib/provider/profiles.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const request = (prompt: string | Prompt, options: ChatBodyOptions = {}) =>
  chatRequest('gpt-test', prompt, options, { profile: profiles.standard, origin: 'test@host' });

const hi = { role: 'user', content: 'hi' };
const bare = { model: 'gpt-test', messages: [hi], stream: true, stream_options: { include_usage: true } };
const weather = { type: 'function', name: 'weather', parameters: {} };
const chatWeather = { type: 'function', function: { name: 'weather', parameters: {} } };
const schema = { type: 'object', properties: { n: { type: 'integer' } } };

describe('chatRequest', () => {
  it('has the model, the messages and the stream, and requests the token usage; nothing else', () => {
    expect(request('hi')).to.deep.equal(bare);
    expect(Object.keys(request('hi'))).to.deep.equal(Object.keys(bare));
  });

  it('takes a string, as prompt or as its input, for one message of the user', () => {
    expect(request({ input: 'hi' })).to.deep.equal(bare);
    expect(request({ instructions: 'Be brief.', input: 'hi' })).to.deep.equal({
      ...bare,
      messages: [{ role: 'system', content: 'Be brief.' }, hi],
    });
  });

  it('sends no messages for an empty conversation', () => {
    expect(request({ input: [] }).messages).to.deep.equal([]);
  });

  it('takes every option', () => {
    const prompt: Prompt = {
      instructions: 'Be brief.',
      input: 'hi',
      tools: [weather],
      parallelToolCalls: true,
      outputSchema: schema,
    };
    const options: ChatBodyOptions = {
      reasoning: { effort: 'high', summary: 'auto' },
      text: { verbosity: 'low' },
      promptCacheKey: 'conv-1',
      storeOverride: true,
      serviceTier: 'priority',
      modelParameters: { temperature: 0.2, max_tokens: 64 },
    };
    expect(request(prompt, options)).to.deep.equal({
      ...bare,
      messages: [{ role: 'system', content: 'Be brief.' }, hi],
      tools: [chatWeather],
      parallel_tool_calls: true,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'codex_output_schema', strict: true, schema },
      },
      verbosity: 'low',
      reasoning_effort: 'high',
      store: true,
      service_tier: 'priority',
      prompt_cache_key: 'conv-1',
      temperature: 0.2,
      max_tokens: 64,
    });
  });

  it('never writes undefined for an option that is undefined', () => {
    const unset: ChatBodyOptions = {
      reasoning: undefined,
      text: undefined,
      promptCacheKey: undefined,
      storeOverride: undefined,
      serviceTier: undefined,
      includeUsage: undefined,
      reasoningKey: undefined,
      modelParameters: undefined,
    };
    const prompt: Prompt = {
      instructions: undefined,
      input: 'hi',
      tools: undefined,
      parallelToolCalls: undefined,
      outputSchema: undefined,
    };
    expect(request(prompt, unset)).to.deep.equal(bare);
  });

  describe('the reasoning and the text', () => {
    const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
    for (const effort of efforts)
      it(`sends the effort ${effort}`, () => {
        expect(request('hi', { reasoning: { effort } })).to.deep.equal({ ...bare, reasoning_effort: effort });
      });

    it('sends no summary, which has no form here', () => {
      expect(request('hi', { reasoning: { summary: 'detailed' } })).to.deep.equal(bare);
    });

    for (const verbosity of ['low', 'medium', 'high'] as const)
      it(`sends the verbosity ${verbosity}`, () => {
        expect(request('hi', { text: { verbosity } })).to.deep.equal({ ...bare, verbosity });
      });

    it('sends a schema without a verbosity, an empty schema too', () => {
      for (const outputSchema of [schema, {}])
        expect(request({ input: 'hi', outputSchema })).to.deep.equal({
          ...bare,
          response_format: {
            type: 'json_schema',
            json_schema: { name: 'codex_output_schema', strict: true, schema: outputSchema },
          },
        });
    });
  });

  it('requests no usage where the server rejects the key', () => {
    expect(request('hi', { includeUsage: false })).to.have.all.keys('model', 'messages', 'stream');
  });

  for (const storeOverride of [true, false])
    it(`sends store where it is ${storeOverride}`, () => {
      expect(request('hi', { storeOverride })).to.deep.equal({ ...bare, store: storeOverride });
    });

  describe('tools', () => {
    it('R14 sends no key about tools without tools, because servers refuse them', () => {
      const toolChoice = 'none';
      expect(request({ input: 'hi', tools: [], parallelToolCalls: true }, { toolChoice })).to.deep.equal(bare);
    });

    it('R13 sends tools of other types', () => {
      const tools = [{ type: 'web_search_preview' }];
      expect(request({ input: 'hi', tools })).to.deep.equal({ ...bare, tools });
    });

    for (const parallelToolCalls of [true, false])
      it(`sends parallel_tool_calls (${parallelToolCalls}) where there are tools`, () => {
        expect(request({ input: 'hi', tools: [weather], parallelToolCalls })).to.deep.equal({
          ...bare,
          tools: [chatWeather],
          parallel_tool_calls: parallelToolCalls,
        });
      });

    it('sends no parallel_tool_calls where the prompt has none', () => {
      expect(request({ input: 'hi', tools: [weather] })).to.deep.equal({ ...bare, tools: [chatWeather] });
    });
  });

  describe('modelParameters', () => {
    it('are joined to the body as they are', () => {
      const modelParameters = { temperature: 0, stop: ['\n'], seed: null, top_k: { of: 1 } };
      expect(request('hi', { modelParameters })).to.deep.equal({ ...bare, ...modelParameters });
    });

    it('R14 replace defaults', () => {
      const modelParameters = { stream_options: { include_usage: false }, tool_choice: 'required' };
      expect(request('hi', { modelParameters })).to.deep.equal({ ...bare, ...modelParameters });
    });

    it('may repeat what an option says', () => {
      const modelParameters = { model: 'gpt-test', stream: true, reasoning_effort: 'high' };
      const sent = { ...bare, reasoning_effort: 'high' };
      expect(request('hi', { modelParameters, reasoning: { effort: 'high' } })).to.deep.equal(sent);
    });

    const contradictions: readonly (readonly [ChatBodyOptions, string])[] = [
      [
        { modelParameters: { model: 'other' } },
        'the model and modelParameters.model contradict each other: "gpt-test" and "other"',
      ],
      [{ modelParameters: { stream: false } }, 'the stream and modelParameters.stream'],
      [{ modelParameters: { messages: [] } }, 'the input and modelParameters.messages'],
      [
        { reasoning: { effort: 'high' }, modelParameters: { reasoning_effort: 'low' } },
        'reasoning and modelParameters.reasoning_effort contradict each other: "high" and "low"; give only one of them',
      ],
      [{ temperature: 0, modelParameters: { temperature: 1 } }, 'temperature and modelParameters.temperature'],
      [{ maxOutputTokens: 5, modelParameters: { max_tokens: 6 } }, 'maxOutputTokens and modelParameters.max_tokens'],
      [{ stop: 'a', modelParameters: { stop: ['b'] } }, 'stop and modelParameters.stop'],
    ];
    for (const [options, message] of contradictions)
      it(`R14 refuses a contradiction, and names both: ${message}`, () => {
        expect(() => request('hi', options)).to.throw(`request build error: ${message}`);
      });

    it('may name tools where the prompt has none', () => {
      const tools = [{ type: 'builtin_function', function: { name: '$web_search' } }];
      expect(request('hi', { modelParameters: { tools } })).to.deep.equal({ ...bare, tools });
    });
  });

  describe('reasoning that is sent back', () => {
    const input: readonly ResponseItem[] = [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'r' }] },
      { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c1' },
      { type: 'function_call_output', call_id: 'c1', output: 'ok' },
    ];
    const tool_calls = [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }];
    const answered = { role: 'tool', tool_call_id: 'c1', content: 'ok' };

    for (const [options, key] of [
      [{}, 'reasoning'],
      [{ reasoningKey: 'reasoning' }, 'reasoning'],
      [{ reasoningKey: 'reasoning_content' }, 'reasoning_content'],
    ] as const)
      it(`is the key ${key} of its message with ${JSON.stringify(options)}`, () => {
        expect(request({ input }, options).messages).to.deep.equal([
          hi,
          { role: 'assistant', content: null, tool_calls, [key]: 'r' },
          answered,
        ]);
      });
  });

  describe('what plain JavaScript puts into the prompt although no item looks so', () => {
    const unchecked = (prompt: unknown): unknown => Reflect.apply(request, undefined, [prompt]);
    const saying = (content: unknown) => ({ type: 'message', role: 'user', content });

    for (const strange of [
      { type: 'function_call', name: 'f', arguments: { x: 1 }, call_id: 'c' },
      { type: 'message', role: 'user' },
      { type: 'constructor' },
      {},
      [],
      null,
      undefined,
      7,
    ])
      it(`is left out, and the rest is sent: ${JSON.stringify(strange)}`, () => {
        const input = [strange, saying([{ type: 'input_text', text: 'hi' }]), strange];
        expect(unchecked({ input })).to.deep.equal(bare);
      });

    for (const [what, prompt, words] of [
      ['a string in a list', { input: ['hi'] }, 'input[0] is a string; write { role: \'user\', content: "hi" }'],
      [
        'one message',
        { input: { role: 'user', content: 'hi' } },
        'the input is one message; expected a string or a list',
      ],
      ['tools that are no list', { input: 'hi', tools: {} }, 'the tools are no list; expected tools: [tool('],
      ['a list of messages', [{ role: 'user', content: 'hi' }], 'the prompt is a list; write { input: messages }'],
      ['the messages of another library', { messages: [] }, 'rename it to input'],
    ] as const)
      it(`F4 is a sentence: ${what}`, () => {
        expect(() => unchecked(prompt)).to.throw(words);
      });

    it('goes verbatim inside a message', () => {
      const parts = [{ type: 'input_text', text: 5 }, { type: 'text', text: 'x' }, null, 'bare', []];
      expect(unchecked({ input: [saying(parts)] })).to.deep.equal({
        ...bare,
        messages: [{ role: 'user', content: parts }],
      });
    });

    it('is no tool where it is no object', () => {
      expect(unchecked({ input: 'hi', tools: [null, undefined, 7, 'function', []] })).to.deep.equal(bare);
    });
  });
});
