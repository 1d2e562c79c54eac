import { expect } from 'chai';
import type { JsonObject } from '../../../lib/protocol/codec/json.js';
import { chatCompletion } from '../../../lib/server/endpoints/chatCompletion.js';
import { reasoningAnswer, textAnswer, toolCallAnswer, type ScriptedAnswer } from '../../../lib/server/index.js';

const wholeOf = ({ chunks = [] }: ScriptedAnswer) => chatCompletion(chunks);
const choice = (delta: JsonObject, index = 0, finish_reason: string | null = null) => ({
  choices: [{ index, delta, finish_reason }],
});

describe('server/chatCompletion', () => {
  it('puts a text together again, with its usage', () => {
    expect(wholeOf(textAnswer('Hello there', { usage: { input_tokens: 3 } }))).to.deep.equal({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'scripted',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hello there', refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
    });
  });

  it('leaves out the usage where none is reported', () => {
    expect(wholeOf(textAnswer('Hi', { usage: null }))).not.to.have.property('usage');
  });

  const messages: readonly (readonly [what: string, chunks: readonly JsonObject[] | undefined, message: JsonObject])[] =
    [
      ['an empty text', textAnswer('').chunks, { role: 'assistant', content: '', refusal: null }],
      [
        'reasoning and a text',
        reasoningAnswer({ reasoning: 'Let me see', text: 'Yes' }).chunks,
        { role: 'assistant', content: 'Yes', refusal: null, reasoning_content: 'Let me see' },
      ],
      [
        'several calls, and null for a content',
        toolCallAnswer([
          { name: 'f', arguments: { city: 'Paris' } },
          { name: 'g', arguments: '' },
        ]).chunks,
        {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"city":"Paris"}' } },
            { id: 'call_1_2', type: 'function', function: { name: 'g', arguments: '' } },
          ],
        },
      ],
      [
        'calls whose pieces come by turns, whose ids and names repeat',
        [
          choice({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{' } }] }),
          choice({ tool_calls: [{ index: 1, id: 'b', function: { name: 'g', arguments: '[' } }] }),
          choice({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '}' } }] }),
          choice({ content: 'Wait', tool_calls: [{ index: 1, id: '', function: { arguments: ']' } }] }),
        ],
        {
          role: 'assistant',
          content: 'Wait',
          refusal: null,
          tool_calls: [
            { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } },
            { id: 'b', type: 'function', function: { name: 'g', arguments: '[]' } },
          ],
        },
      ],
      [
        'what other providers call reasoning, and a refusal',
        [choice({ reasoning: 'Hm' }), choice({ reasoning: '.' }), choice({ refusal: 'No' }), choice({ refusal: '!' })],
        { role: 'assistant', content: '', refusal: 'No!', reasoning: 'Hm.' },
      ],
    ];
  for (const [what, chunks = [], message] of messages) {
    it(`puts together ${what}`, () => {
      expect(chatCompletion(chunks)).to.have.nested.property('choices[0].message').that.deep.equals(message);
    });
  }

  it('keeps choices apart, each with its own finish', () => {
    const chunks = [choice({ content: 'a' }, 1), choice({ content: 'b' }, 0), choice({ content: 'c' }, 1, 'length')];
    expect(chatCompletion(chunks)).to.have.nested.property('choices[0]').that.deep.includes({
      index: 1,
      finish_reason: 'length',
    });
    expect(chatCompletion(chunks)).to.nested.include({
      'choices[0].message.content': 'ac',
      'choices[1].message.content': 'b',
      'choices[1].finish_reason': null,
    });
  });

  it('takes chunks without choices or deltas for what they are', () => {
    expect(chatCompletion([])).to.deep.include({ object: 'chat.completion', choices: [] });
    expect(chatCompletion([{ id: 'x' }, { choices: 7 }, { choices: [null] }])).to.deep.include({
      id: 'x',
      choices: [],
    });
  });
});
