import { expect } from 'chai';
import { validPrompt } from '../../../lib/clients/validPrompt.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';

const receiver = { origin: 'b@host' };
const call: ResponseItem = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
const output: ResponseItem = { type: 'function_call_output', call_id: 'c1', output: 'ok' };
const hidden: ResponseItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 's' }],
  ...{ encrypted_content: 'E' },
  origin: 'a@host',
};
const search: ResponseItem = { type: 'web_search_call', id: 'ws_1', origin: 'a@host' };

describe('validPrompt', () => {
  it('leaves a string as it is', () => {
    expect(validPrompt('hi', {}, receiver)).to.deep.equal({ input: 'hi' });
  });

  it('R4 leaves out a call without an output', () => {
    expect(validPrompt({ input: [call] }, {}, receiver).input).to.deep.equal([]);
  });

  it('keeps an output whose call is in the response that the request continues', () => {
    expect(validPrompt({ input: [output] }, {}, receiver).input).to.deep.equal([]);
    expect(validPrompt({ input: [output] }, { previousResponseId: 'r' }, receiver).input).to.deep.equal([output]);
    expect(validPrompt({ input: [output] }, { conversation: 'c' }, receiver).input).to.deep.equal([output]);
  });

  it('R10 leaves out reasoning whose item only another provider can read', () => {
    expect(validPrompt({ input: [hidden, search] }, {}, receiver).input).to.deep.equal([]);
    expect(validPrompt({ input: [hidden, search] }, {}, { origin: 'a@host' }).input).to.deep.equal([hidden, search]);
  });

  const question: ResponseItem = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] };

  for (const [where, input] of [
    ['at the beginning', [search, question]],
    ['between others', [question, search, question]],
    ['at the end', [question, search]],
  ] as const)
    it(`R10 leaves out what only another provider can read ${where}`, () => {
      expect(validPrompt({ input }, {}, receiver).input).to.deep.equal(input.filter((item) => item !== search));
    });

  it('R10 keeps an output whose call is in the continued response when it leaves out a foreign item', () => {
    const input = [search, output];
    for (const options of [{ previousResponseId: 'r' }, { conversation: 'c' }])
      expect(validPrompt({ input }, options, receiver).input).to.deep.equal([output]);
  });

  const faults: readonly (readonly [items: readonly ResponseItem[], words: string])[] = [
    [[call], 'input[0] (function_call) is a call without an output: add its output behind it'],
    [[output], 'input[0] (function_call_output) is an output without a call: add its call before it'],
    [[hidden], 'input[0] (reasoning) is reasoning that no item of its answer follows: leave it out'],
    [
      [{ type: 'message', role: 'assistant', content: [] }],
      'input[0] (message) is a message of the assistant without content: leave it out',
    ],
    [[{ ...call, arguments: '{' }, output], 'input[0] (function_call) is a call whose arguments are no JSON object'],
    [[call, output, call, output], 'input[2] (function_call) is a call with the id of an earlier call'],
  ];
  for (const [input, words] of faults)
    it(`with strictHistory, says what is wrong: ${words}`, () => {
      expect(() => validPrompt({ input }, { strictHistory: true }, receiver)).to.throw(words);
    });

  for (const [options, words] of [
    [{ maxTokens: 5 }, '"maxTokens" is no option; write maxOutputTokens'],
    [{ headers: {} }, '"headers" is no option; write extraHeaders'],
    [{ tools: [] }, '"tools" is no option; it is a member of the prompt: streamPrompt(model, { input, tools })'],
    [{ temprature: 1 }, '"temprature" is no option; write { modelParameters: { temprature } }'],
    ['fast', 'the options are a string; expected an object or nothing'],
  ] as const)
    it(`F4 says what is wrong with an option: ${words}`, () => {
      expect(() => {
        Reflect.apply(validPrompt, undefined, ['hi', options, receiver]);
      }).to.throw(words);
    });

  it('takes the options of every API, and one that is undefined', () => {
    const options = { maxOutputTokens: 5, stop: 'x', thinking: {}, background: true, ...{ maxTokens: undefined } };
    expect(Reflect.apply(validPrompt, undefined, ['hi', options, receiver])).to.deep.equal({ input: 'hi' });
  });

  it('with strictHistory, takes the state of another provider, which is no fault of the caller', () => {
    const input = [hidden, search];
    expect(validPrompt({ input }, { strictHistory: true }, receiver).input).to.deep.equal([]);
  });
});
