import { expect } from 'chai';
import { incrementalRequest, type FinishedExchange } from '../../../lib/payload/responses/incrementalRequest.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import type { ResponsesApiRequest } from '../../../lib/protocol/requests/ResponsesApiRequest.js';

const asked = (text: string): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const answered = (text: string, id = 'msg_1'): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
  id,
});

const request = (input: readonly ResponseItem[], more: Partial<ResponsesApiRequest> = {}): ResponsesApiRequest => ({
  model: 'gpt-5.1',
  instructions: 'be brief',
  input,
  tools: [{ type: 'function', name: 'f', parameters: { a: 1, b: 2 } }],
  tool_choice: 'auto',
  parallel_tool_calls: false,
  reasoning: { effort: 'low' },
  store: false,
  stream: true,
  include: ['reasoning.encrypted_content'],
  ...more,
});

const hello = asked('hello');
const hi = answered('hi');
const second = asked('second');
const finished = (more: Partial<FinishedExchange> = {}): FinishedExchange => ({
  request: request([hello]),
  response_id: 'resp_1',
  items: [hi],
  ...more,
});
const continued = request([hello, hi, second]);

describe('incrementalRequest', () => {
  it('has only what is new, and the id of the answer that it continues', () => {
    expect(incrementalRequest(continued, finished())).to.deep.equal({
      ...continued,
      input: [second],
      previous_response_id: 'resp_1',
    });
  });

  it('has all that is new, in order', () => {
    const output: ResponseItem = { type: 'function_call_output', call_id: 'c1', output: 'done' };
    const longer = request([hello, hi, output, second]);
    expect(incrementalRequest(longer, finished()).input).to.deep.equal([output, second]);
  });

  it('changes neither the request nor what it is compared with', () => {
    const [given, previous] = [structuredClone(continued), structuredClone(finished())];
    incrementalRequest(given, previous);
    expect([given, previous]).to.deep.equal([continued, finished()]);
  });

  it('is the request itself where nothing was finished on this connection (rule 1)', () => {
    expect(incrementalRequest(continued, undefined)).to.equal(continued);
  });

  const differences: readonly (readonly [what: string, more: Partial<ResponsesApiRequest>])[] = [
    ['another model', { model: 'gpt-5.2' }],
    ['other instructions', { instructions: 'be long' }],
    ['other tools', { tools: [] }],
    ['the choice of a tool', { tool_choice: 'required' }],
    ['parallel calls', { parallel_tool_calls: true }],
    ['other reasoning', { reasoning: { effort: 'high' } }],
    ['no reasoning', { reasoning: null }],
    ['storage', { store: true }],
    ['no stream', { stream: false }],
    ['other things to include', { include: [] }],
    ['a service tier', { service_tier: 'flex' }],
    ['a cache key', { prompt_cache_key: 'k' }],
    ['another verbosity', { text: { verbosity: 'low' } }],
    ['a parameter', { temperature: 0 }],
    ['a parameter of null', { temperature: null }],
  ];
  for (const [what, more] of differences)
    it(`is the request itself where it has ${what} (rule 2)`, () => {
      const differing = request([hello, hi, second], more);
      expect(incrementalRequest(differing, finished())).to.equal(differing);
      const before = finished({ request: request([hello], more) });
      expect(incrementalRequest(continued, before)).to.equal(continued);
      expect(incrementalRequest(differing, before).input).to.deep.equal([second]);
    });

  it('does not mind the order of keys, nor keys without a value (rule 2)', () => {
    const tools = [{ parameters: { b: 2, a: 1 }, name: 'f', type: 'function' }];
    const reordered = request([hello, hi, second], { tools, temperature: undefined });
    expect(incrementalRequest(reordered, finished()).input).to.deep.equal([second]);
  });

  const others: readonly (readonly [what: string, input: readonly ResponseItem[]])[] = [
    ['another question', [asked('hallo'), hi, second]],
    ['another answer', [hello, answered('ho'), second]],
    ['the answer under another id', [hello, answered('hi', 'msg_2'), second]],
    [
      'the answer without its id',
      [hello, { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] }, second],
    ],
    ['no answer', [hello, second, second]],
    ['no question', [hi, second, second]],
    ['another order', [hi, hello, second]],
    ['something before', [asked('before'), hello, hi, second]],
    ['something in between', [hello, asked('between'), hi, second]],
  ];
  for (const [what, input] of others)
    it(`is the request itself where its input has ${what} (rule 3)`, () => {
      const differing = request(input);
      expect(incrementalRequest(differing, finished())).to.equal(differing);
    });

  it('does not mind the order of keys in an item (rule 3)', () => {
    const reordered: ResponseItem = { content: [{ text: 'hello', type: 'input_text' }], role: 'user', type: 'message' };
    expect(incrementalRequest(request([reordered, hi, second]), finished()).input).to.deep.equal([second]);
  });

  it('compares items of an unknown type as a whole (rule 3)', () => {
    const unknown = (text: string): ResponseItem => ({ type: 'other', raw: { type: 'video', text } });
    const previous = finished({ items: [unknown('a')] });
    expect(incrementalRequest(request([hello, unknown('a'), second]), previous).input).to.deep.equal([second]);
    const differing = request([hello, unknown('b'), second]);
    expect(incrementalRequest(differing, previous)).to.equal(differing);
  });

  const noLonger: readonly (readonly [what: string, input: readonly ResponseItem[]])[] = [
    ['what was asked and answered', [hello, hi]],
    ['what was asked', [hello]],
    ['nothing', []],
  ];
  for (const [what, input] of noLonger)
    it(`is the request itself where it has ${what} and no more (rule 4)`, () => {
      const short = request(input);
      expect(incrementalRequest(short, finished())).to.equal(short);
    });

  it('is the request itself where the answer has no id (rule 5)', () => {
    expect(incrementalRequest(continued, finished({ response_id: '' }))).to.equal(continued);
  });

  it('continues an answer without items, and a request without input', () => {
    expect(incrementalRequest(request([hello, second]), finished({ items: [] })).input).to.deep.equal([second]);
    const fromNothing = finished({ request: request([]) });
    expect(incrementalRequest(request([hi, second]), fromNothing).input).to.deep.equal([second]);
  });

  it('is the request itself where it names an answer to continue', () => {
    const named = request([hello, hi, second], { previous_response_id: 'resp_0' });
    expect(incrementalRequest(named, finished())).to.equal(named);
    expect(incrementalRequest(named, finished({ request: { ...named, input: [hello] } }))).to.equal(named);
  });

  it('is compared with the complete request, not with the reduced one that was sent', () => {
    const third = asked('third');
    const ho = answered('ho', 'msg_2');
    const again = finished({ request: continued, response_id: 'resp_2', items: [ho] });
    const next = incrementalRequest(request([hello, hi, second, ho, third]), again);
    expect([next.input, next.previous_response_id]).to.deep.equal([[third], 'resp_2']);
  });
});
