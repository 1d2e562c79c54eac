import { expect } from 'chai';
import type { PayloadTarget } from '../../../lib/payload/PayloadTarget.js';
import { profiles } from '../../../lib/provider/profiles.js';
import { responsesPayload, responsesRequest } from '../../../lib/payload/responses/responsesPayload.js';
import type { ResponsesBodyOptions } from '../../../lib/payload/responses/ResponsesBodyOptions.js';
import type { Prompt } from '../../../lib/protocol/Prompt.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const openai: PayloadTarget = { azure: false, profile: profiles.openai, origin: 'OpenAI@host' };
const azure: PayloadTarget = { azure: true, profile: profiles.azure, origin: 'azure@host' };
const hi: ResponseItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };

const request = (prompt: string | Prompt, options: ResponsesBodyOptions = {}, target = openai) =>
  responsesRequest('gpt-test', prompt, options, target);
const body = (prompt: string | Prompt, options: ResponsesBodyOptions = {}, target = openai): object =>
  Object.assign({}, responsesPayload(request(prompt, options, target), target));

const bare = {
  model: 'gpt-test',
  instructions: 'inst',
  input: [],
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  reasoning: null,
  store: false,
  stream: true,
  include: [],
};

describe('responsesRequest', () => {
  it('stores a background response unless the option is set, and sends an explicit false', () => {
    expect(body('hi', { background: true })).to.include({ background: true, store: true });
    expect(body('hi', { background: true, storeOverride: false })).to.include({ background: true, store: false });
    expect(body('hi', { background: false })).to.include({ background: false, store: false });
    expect(body('hi')).not.to.have.property('background');
  });

  it('writes null reasoning and empty lists, and leaves out what is optional', () => {
    expect(request({ instructions: 'inst', input: [] })).to.deep.equal(bare);
  });

  it('writes the keys in the order of the API', () => {
    expect(Object.keys(request({ input: [] }))).to.deep.equal(Object.keys(bare));
  });

  it('takes a string, as prompt or as its input, for one user message, and sends empty instructions', () => {
    expect(request('hi')).to.deep.equal({ ...bare, instructions: '', input: [hi] });
    expect(request({ instructions: 'inst', input: 'hi' })).to.deep.equal({ ...bare, input: [hi] });
  });

  it('takes every option', () => {
    const schema = { type: 'object' };
    const prompt: Prompt = {
      instructions: 'inst',
      input: [hi],
      tools: [{ type: 'function', name: 'f' }],
      parallelToolCalls: true,
      outputSchema: schema,
    };
    const options: ResponsesBodyOptions = {
      reasoning: { effort: 'high', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
      promptCacheKey: 'conv-1',
      text: { verbosity: 'low' },
      storeOverride: true,
      serviceTier: 'priority',
      previousResponseId: 'resp_1',
      modelParameters: { temperature: 0.2, max_output_tokens: 64 },
    };
    expect(request(prompt, options)).to.deep.equal({
      ...bare,
      input: [hi],
      tools: [{ type: 'function', name: 'f' }],
      parallel_tool_calls: true,
      reasoning: { effort: 'high', summary: 'auto' },
      store: true,
      include: ['reasoning.encrypted_content'],
      service_tier: 'priority',
      prompt_cache_key: 'conv-1',
      text: {
        verbosity: 'low',
        format: { type: 'json_schema', strict: true, schema, name: 'codex_output_schema' },
      },
      previous_response_id: 'resp_1',
      temperature: 0.2,
      max_output_tokens: 64,
    });
  });

  it('writes reasoning with neither key as an empty object', () => {
    expect(request('hi', { reasoning: {} }))
      .to.have.property('reasoning')
      .that.deep.equals({});
  });

  it('never writes undefined for an option that is undefined', () => {
    const unset: ResponsesBodyOptions = {
      reasoning: undefined,
      include: undefined,
      promptCacheKey: undefined,
      text: undefined,
      storeOverride: undefined,
      serviceTier: undefined,
      previousResponseId: undefined,
      modelParameters: undefined,
    };
    const prompt = { instructions: 'inst', input: [], tools: undefined, parallelToolCalls: undefined };
    expect(request(prompt, unset)).to.deep.equal(bare);
  });

  for (const [what, target, storeOverride, expected] of [
    ['off elsewhere', openai, undefined, false],
    ['on at Azure', azure, undefined, true],
    ['on elsewhere when told so', openai, true, true],
    ['off at Azure when told so', azure, false, false],
  ] as const)
    it(`has store ${what}`, () => {
      expect(request('hi', { storeOverride }, target)).to.have.property('store', expected);
    });
});

describe('responsesPayload', () => {
  const message: ResponseItem = { type: 'message', id: 'm1', role: 'assistant', content: [] };
  const bareMessage = { type: 'message', role: 'assistant', content: [] };

  it('writes every item as input wants it, without ids', () => {
    expect(body({ instructions: 'inst', input: [message] })).to.deep.equal({ ...bare, input: [bareMessage] });
  });

  for (const [what, target, storeOverride, ids] of [
    ['puts ids back at Azure, which keeps responses', azure, undefined, true],
    ['puts no ids back at Azure when store is off', azure, false, false],
    ['puts no ids back elsewhere, even when store is on', openai, true, false],
  ] as const)
    it(what, () => {
      expect(body({ input: [message] }, { storeOverride }, target))
        .to.have.property('input')
        .that.deep.equals([ids ? { ...bareMessage, id: 'm1' } : bareMessage]);
    });

  it('sends unknown items and parts back verbatim', () => {
    const raw = { type: 'mcp_call', id: 'mcp_1', name: 'n', deep: { x: [1] } };
    const refusal = { type: 'refusal', refusal: 'no' };
    const input: readonly ResponseItem[] = [
      { type: 'other', raw },
      { type: 'message', role: 'assistant', content: [{ type: 'other', raw: refusal }] },
    ];
    expect(body({ input }))
      .to.have.property('input')
      .that.deep.equals([raw, { type: 'message', role: 'assistant', content: [refusal] }]);
  });

  it('sends verbatim what plain JavaScript puts into the input although no item looks so', () => {
    const strange = [
      { type: 'mcp_call', id: 'mcp_1', name: 'n' },
      { type: 'message', role: 'user', content: 7 },
      { type: 'function_call', name: 'f', arguments: { x: 1 }, call_id: 'c' },
      null,
      7,
    ];
    const sent: unknown = Reflect.apply(body, undefined, [{ input: strange }]);
    expect(sent).to.have.property('input').that.deep.equals(strange);
  });

  it('leaves the given request as it is', () => {
    const given = request({ input: [message] }, {}, azure);
    responsesPayload(given, azure);
    expect(given.input).to.deep.equal([message]);
  });
});
