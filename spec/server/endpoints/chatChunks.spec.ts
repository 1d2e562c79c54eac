import { expect } from 'chai';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import {
  reasoningAnswer,
  structuredAnswer,
  textAnswer,
  toolCallAnswer,
  type ScriptedAnswer,
} from '../../../lib/server/index.js';
import { choicesOf } from '../../../lib/server/script/readChunk.js';

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'scripted' };
const chunk = (delta: JsonObject, finish_reason: string | null = null) => ({
  ...head,
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
});
const usage = (completion_tokens: number, reasoning_tokens = 0) => ({
  ...head,
  choices: [],
  usage: {
    prompt_tokens: 0,
    completion_tokens,
    total_tokens: completion_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens },
  },
});
const opening = chunk({ role: 'assistant', content: '' });
const callStart = (index: number, id: string, name: string) =>
  chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
const callPiece = (index: number, text: string) => chunk({ tool_calls: [{ index, function: { arguments: text } }] });
const lastOf = ({ chunks = [] }: ScriptedAnswer) => chunks.at(-1);

describe('server/chatChunks', () => {
  const streams: readonly (readonly [what: string, answer: ScriptedAnswer, chunks: readonly JsonObject[]])[] = [
    [
      'says a text word by word',
      textAnswer('Hello there'),
      [opening, chunk({ content: 'Hello' }), chunk({ content: ' there' }), chunk({}, 'stop'), usage(2)],
    ],
    ['says nothing', textAnswer(''), [opening, chunk({}, 'stop'), usage(0)]],
    [
      'thinks before it speaks, and leaves out the summary but for its cost',
      reasoningAnswer({ summary: 'In short', reasoning: 'Let me', text: 'Yes' }),
      [
        opening,
        chunk({ reasoning_content: 'Let' }),
        chunk({ reasoning_content: ' me' }),
        chunk({ content: 'Yes' }),
        chunk({}, 'stop'),
        usage(5, 4),
      ],
    ],
    [
      'speaks without thinking',
      reasoningAnswer({ text: 'Yes' }),
      [opening, chunk({ content: 'Yes' }), chunk({}, 'stop'), usage(1)],
    ],
    [
      'says a value as JSON in pieces',
      structuredAnswer({ a: 1 }),
      [opening, chunk({ content: '{"a"' }), chunk({ content: ':1}' }), chunk({}, 'stop'), usage(2)],
    ],
    [
      'calls a tool',
      toolCallAnswer({ name: 'weather', arguments: { city: 'Paris' } }),
      [
        opening,
        callStart(0, 'call_1', 'weather'),
        callPiece(0, '{"city":'),
        callPiece(0, '"Paris"}'),
        chunk({}, 'tool_calls'),
        usage(2),
      ],
    ],
    [
      'calls several tools, one after another',
      toolCallAnswer([
        { name: 'f', arguments: {} },
        { name: 'g', arguments: '[', callId: 'call_abc' },
        { name: 'h', arguments: '' },
      ]),
      [
        opening,
        callStart(0, 'call_1', 'f'),
        callPiece(0, '{'),
        callPiece(0, '}'),
        callStart(1, 'call_abc', 'g'),
        callPiece(1, '['),
        callStart(2, 'call_1_3', 'h'),
        chunk({}, 'tool_calls'),
        usage(3),
      ],
    ],
    ['ends as stop where no tool is called', toolCallAnswer([]), [opening, chunk({}, 'stop'), usage(0)]],
  ];
  for (const [what, { chunks }, expected] of streams) it(what, () => expect(chunks).to.deep.equal(expected));

  it('names the response and the model in every chunk', () => {
    const { chunks = [] } = textAnswer('Hi', { id: 'resp_7', model: 'gpt-5.1' });
    expect(new Set(chunks.map(({ id, model }) => `${String(id)} ${String(model)}`))).to.deep.equal(
      new Set(['chatcmpl-7 gpt-5.1']),
    );
  });

  for (const [id, expected] of [
    ['chatcmpl-abc', 'chatcmpl-abc'],
    ['abc', 'chatcmpl-abc'],
  ] as const) {
    it(`makes ${expected} of the id ${id}`, () =>
      expect(lastOf(textAnswer('Hi', { id }))).to.include({ id: expected }));
  }

  it('reports the usage that it is told', () => {
    const told = { input_tokens: 10, cached_input_tokens: 4, output_tokens: 20, reasoning_output_tokens: 5 };
    expect(lastOf(textAnswer('Hi', { usage: told }))).to.have.deep.property('usage', {
      prompt_tokens: 10,
      completion_tokens: 20,
      total_tokens: 30,
      prompt_tokens_details: { cached_tokens: 4 },
      completion_tokens_details: { reasoning_tokens: 5 },
    });
  });

  it('ends with the finish where no usage is reported', () => {
    expect(lastOf(textAnswer('Hi', { usage: null }))).to.deep.equal(chunk({}, 'stop'));
  });

  it('cuts the same text into the same deltas as Responses does', () => {
    const { frames, chunks = [] } = reasoningAnswer({ reasoning: 'Let me  see\nit', text: 'Yes, of\tcourse 😀' });
    const said = frames.filter(({ type }) => String(type).endsWith('.delta')).map(({ delta }) => delta);
    const deltas = chunks
      .flatMap(choicesOf)
      .map(({ delta }) => (isJsonObject(delta) ? (delta['reasoning_content'] ?? delta['content']) : undefined));
    expect(deltas.filter((delta) => delta !== undefined && delta !== '')).to.deep.equal(said);
  });
});
