import { expect } from 'chai';
import { isRight } from '#either';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { tokenUsageOf } from '../../../lib/decode/tokenUsageOf.js';
import { ResponsesFrame } from '../../../lib/protocol/ResponsesFrame.js';
import {
  reasoningAnswer,
  structuredAnswer,
  textAnswer,
  toolCallAnswer,
  type ScriptedAnswer,
} from '../../../lib/server/index.js';

const typesOf = ({ frames }: ScriptedAnswer) => frames.map(({ type }) => String(type).replace('response.', ''));
const deltasOf = ({ frames }: ScriptedAnswer, type: string) =>
  frames.filter((frame) => frame['type'] === `response.${type}.delta`).map(({ delta }) => delta);
const lastOf = ({ frames }: ScriptedAnswer): JsonObject => {
  const response = frames.at(-1)?.['response'];
  return isJsonObject(response) ? response : {};
};
const itemsOf = ({ frames }: ScriptedAnswer) =>
  frames.filter(({ type }) => type === 'response.output_item.done').map(({ item }) => item);
const codecs = new Map<unknown, { readonly decode: (frame: unknown) => unknown; is(value: unknown): boolean }>(
  Object.entries(ResponsesFrame),
);

describe('server/answers', () => {
  describe('every answer', () => {
    const answers: readonly (readonly [name: string, answer: ScriptedAnswer])[] = [
      ['textAnswer', textAnswer('Hello there')],
      ['textAnswer of nothing', textAnswer('')],
      ['reasoningAnswer', reasoningAnswer({ summary: ['First', 'Then'], reasoning: 'Let me see', text: 'Yes' })],
      ['toolCallAnswer', toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } })],
      ['structuredAnswer', structuredAnswer({ a: [1, null] })],
    ];
    for (const [name, answer] of answers) {
      it(`${name} numbers its frames from 0 without a gap`, () => {
        expect(answer.frames.map(({ sequence_number }) => sequence_number)).to.deep.equal([...answer.frames.keys()]);
      });

      it(`${name} begins as created, goes in progress and completes`, () => {
        const types = typesOf(answer);
        expect([...types.slice(0, 2), types.at(-1)]).to.deep.equal(['created', 'in_progress', 'completed']);
        expect(answer.frames[0]?.['response']).to.include({ id: 'resp_1', status: 'in_progress', usage: null });
        expect(lastOf(answer)).to.include({ id: 'resp_1', status: 'completed', object: 'response', error: null });
      });

      it(`${name} fits the codecs of the protocol`, () => {
        const known = answer.frames.filter(({ type }) => codecs.has(type));
        expect(known.filter((frame) => codecs.get(frame['type'])?.is(frame) !== true)).to.deep.equal([]);
        expect(tokenUsageOf(lastOf(answer)['usage'])).to.not.equal(undefined);
        const items = itemsOf(answer).map((item) => ResponseItem.decode(item));
        expect(items).to.have.length.above(0);
        for (const item of items)
          expect(isRight(item) && item.right.type).to.be.oneOf(['message', 'reasoning', 'function_call']);
      });

      it(`${name} lists in the completed response the items that were done`, () => {
        expect(lastOf(answer)['output']).to.deep.equal(itemsOf(answer));
      });
    }

    it('is the same every time', () => {
      expect(textAnswer('Hi')).to.deep.equal(textAnswer('Hi'));
    });
  });

  describe('textAnswer', () => {
    it('says one delta per word, in the order of the API', () => {
      const answer = textAnswer('Hello there');
      expect(typesOf(answer)).to.deep.equal([
        'created',
        'in_progress',
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
        'completed',
      ]);
      expect(deltasOf(answer, 'output_text')).to.deep.equal(['Hello', ' there']);
    });

    it('says of each delta where it belongs', () => {
      expect(textAnswer('Hi', { id: 'resp_7' }).frames[4]).to.deep.equal({
        type: 'response.output_text.delta',
        item_id: 'msg_7',
        output_index: 0,
        content_index: 0,
        delta: 'Hi',
        logprobs: [],
        sequence_number: 4,
      });
    });

    it('opens the item empty and closes it with the whole text', () => {
      const [, , added, part] = textAnswer('Hello there').frames;
      expect(added?.['item']).to.deep.include({ status: 'in_progress', role: 'assistant', content: [] });
      expect(part?.['part']).to.deep.include({ type: 'output_text', text: '' });
      expect(itemsOf(textAnswer('Hello there'))).to.deep.equal([
        {
          id: 'msg_1',
          type: 'message',
          status: 'completed',
          role: 'assistant',
          content: [{ type: 'output_text', annotations: [], logprobs: [], text: 'Hello there' }],
        },
      ]);
    });

    it('names the model everywhere', () => {
      const { frames } = textAnswer('Hi', { model: 'gpt-5.1' });
      for (const { response } of frames.filter((frame) => 'response' in frame))
        expect(response).to.include({ model: 'gpt-5.1' });
    });
  });

  describe('usage', () => {
    it('counts one output token per delta', () => {
      expect(lastOf(textAnswer('one two three'))['usage']).to.deep.equal({
        input_tokens: 0,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 3,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 3,
      });
    });

    it('counts reasoning apart, within the output', () => {
      const answer = reasoningAnswer({ summary: 'In short', reasoning: 'Let me see', text: 'Yes' });
      expect(lastOf(answer)['usage']).to.deep.include({
        output_tokens: 6,
        output_tokens_details: { reasoning_tokens: 5 },
      });
    });

    it('takes what it is told, and adds up the rest', () => {
      const usage = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 20, reasoning_output_tokens: 5 };
      expect(lastOf(textAnswer('Hi', { usage }))['usage']).to.deep.equal({
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4 },
        output_tokens: 20,
        output_tokens_details: { reasoning_tokens: 5 },
        total_tokens: 30,
      });
    });

    it('is null where it is told so', () => {
      expect(lastOf(textAnswer('Hi', { usage: null }))['usage']).to.equal(null);
    });
  });

  describe('reasoningAnswer', () => {
    it('thinks, sums up, then speaks', () => {
      const answer = reasoningAnswer({ summary: 'In short', reasoning: 'Let me', text: 'Yes' });
      expect(typesOf(answer).slice(2, -1)).to.deep.equal([
        'output_item.added',
        'content_part.added',
        'reasoning_text.delta',
        'reasoning_text.delta',
        'reasoning_text.done',
        'content_part.done',
        'reasoning_summary_part.added',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.delta',
        'reasoning_summary_text.done',
        'reasoning_summary_part.done',
        'output_item.done',
        'output_item.added',
        'content_part.added',
        'output_text.delta',
        'output_text.done',
        'content_part.done',
        'output_item.done',
      ]);
      expect(itemsOf(answer)).to.have.length(2);
      expect(itemsOf(answer)[0]).to.deep.equal({
        id: 'rs_1',
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'In short' }],
        encrypted_content: null,
        content: [{ type: 'reasoning_text', text: 'Let me' }],
      });
    });

    it('numbers the parts of a summary, and puts the message second', () => {
      const { frames } = reasoningAnswer({ summary: ['One', 'Two'], text: 'Yes' });
      const deltas = frames.filter(({ type }) => String(type).endsWith('.delta'));
      expect(deltas.map(({ summary_index }) => summary_index)).to.deep.equal([0, 1, undefined]);
      expect(deltas.map(({ output_index }) => output_index)).to.deep.equal([0, 0, 1]);
    });

    it('leaves out the reasoning that is not told', () => {
      expect(itemsOf(reasoningAnswer({ text: 'Yes' }))[0]).to.deep.equal({
        id: 'rs_1',
        type: 'reasoning',
        summary: [],
        encrypted_content: null,
      });
    });
  });

  describe('toolCallAnswer', () => {
    it('sends the arguments as JSON, in several pieces', () => {
      const answer = toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } });
      expect(deltasOf(answer, 'function_call_arguments')).to.deep.equal(['{"city":', '"Paris"}']);
      expect(typesOf(answer).slice(2, -1)).to.deep.equal([
        'output_item.added',
        'function_call_arguments.delta',
        'function_call_arguments.delta',
        'function_call_arguments.done',
        'output_item.done',
      ]);
      expect(itemsOf(answer)).to.deep.equal([
        {
          id: 'fc_1',
          type: 'function_call',
          status: 'completed',
          arguments: '{"city":"Paris"}',
          call_id: 'call_1',
          name: 'weather',
        },
      ]);
    });

    const inputs: readonly (readonly [what: string, input: unknown, json: string])[] = [
      ['no arguments as an empty object', undefined, '{}'],
      ['an empty object', {}, '{}'],
      ['a string as it is, were it broken', '{"city":"Par', '{"city":"Par'],
    ];
    for (const [what, input, json] of inputs) {
      it(`sends ${what}`, () => {
        const answer = toolCallAnswer({ name: 'f', arguments: input });
        expect(deltasOf(answer, 'function_call_arguments').join('')).to.equal(json);
        expect(itemsOf(answer)[0]).to.include({ arguments: json });
      });
    }

    it('takes the id of the call', () => {
      const answer = toolCallAnswer({ name: 'f', arguments: {}, callId: 'call_abc' });
      expect(itemsOf(answer)[0]).to.include({ call_id: 'call_abc' });
    });
  });

  describe('toolCallAnswer of several calls', () => {
    const callsOf = (answer: ScriptedAnswer) => itemsOf(answer).filter(isJsonObject);
    const calls = ['Paris', 'Rome', 'Oslo'].map((city) => ({ name: 'weather', arguments: { city } }));

    it('sends one item after another', () => {
      const answer = toolCallAnswer(calls);
      const deltas = answer.frames.filter(({ type }) => type === 'response.function_call_arguments.delta');
      expect(deltas.map(({ output_index, item_id }) => [output_index, item_id])).to.deep.equal([
        [0, 'fc_1'],
        [0, 'fc_1'],
        [1, 'fc_1_2'],
        [1, 'fc_1_2'],
        [2, 'fc_1_3'],
        [2, 'fc_1_3'],
      ]);
      expect(callsOf(answer).map((item) => item['arguments'])).to.deep.equal([
        '{"city":"Paris"}',
        '{"city":"Rome"}',
        '{"city":"Oslo"}',
      ]);
      expect(lastOf(answer)['output']).to.deep.equal(itemsOf(answer));
    });

    const ids: readonly (readonly [what: string, answer: ScriptedAnswer, ids: readonly string[]])[] = [
      ['gives each call its own id', toolCallAnswer(calls), ['call_1', 'call_1_2', 'call_1_3']],
      [
        'draws the ids of the calls from that of the response',
        toolCallAnswer(calls, { id: 'resp_7' }),
        ['call_7', 'call_7_2', 'call_7_3'],
      ],
      [
        'takes the ids that it is told',
        toolCallAnswer([{ name: 'f', arguments: {}, callId: 'call_abc' }, ...calls.slice(1)]),
        ['call_abc', 'call_1_2', 'call_1_3'],
      ],
      ['makes a list of one like a single call', toolCallAnswer(calls.slice(0, 1)), ['call_1']],
      ['makes an answer without items of no calls', toolCallAnswer([]), []],
    ];
    for (const [what, answer, expected] of ids) {
      it(what, () => expect(callsOf(answer).map((item) => item['call_id'])).to.deep.equal(expected));
    }
  });

  describe('structuredAnswer', () => {
    it('says the value as JSON, in several deltas', () => {
      const value = { name: 'Ada', born: 1815, tags: ['a', null] };
      const deltas = deltasOf(structuredAnswer(value), 'output_text');
      expect(deltas).to.have.length.above(1);
      expect(JSON.parse(deltas.join(''))).to.deep.equal(value);
    });
  });
});
