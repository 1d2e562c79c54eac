import { expect } from 'chai';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { isJsonObject, type JsonObject } from '../../../lib/protocol/codec/json.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { reasoningAnswer, structuredAnswer, textAnswer, toolCallAnswer } from '../../../lib/server/script/answers.js';
import type { ScriptedAnswer, Cut } from '../../../lib/server/script/Script.js';
import type { ScriptedServer } from '../../../lib/server/ScriptedServer.js';
import { textIn, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';

type Wire = 'responses' | 'chat';

const KEY = 'sk-differential';
const SCHEMA: JsonObject = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: true };

/** What an answer came to, in words that both clients have. */
interface Said {
  /** The name that the server gave to the answer. */
  readonly id: string;
  /** The text as its deltas make it. */
  readonly streamed: string;
  /** The text as the finished answer has it. */
  readonly text: string;
  readonly reasoning: string;
  readonly summary: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string; readonly callId: string }[];
  readonly tokens: number | undefined;
}

const saidBy = (events: readonly ResponseEvent[]): Said => {
  const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
  const thoughts = items.flatMap((item) => (item.type === 'reasoning' ? [item] : []));
  const [end] = events.flatMap((event) => (event.type === 'completed' ? [event] : []));
  return {
    id: end?.response_id ?? '',
    streamed: textIn(events),
    text: items
      .flatMap((item) => (item.type === 'message' ? item.content : []))
      .map((part) => (part.type === 'output_text' ? part.text : ''))
      .join(''),
    reasoning: thoughts
      .flatMap(({ content }) => content ?? [])
      .map((part) => (part.type === 'other' ? '' : part.text))
      .join(''),
    summary: thoughts
      .flatMap(({ summary }) => summary)
      .map((part) => (part.type === 'other' ? '' : part.text))
      .join(),
    calls: items.flatMap((item) =>
      item.type === 'function_call' ? [{ name: item.name, arguments: item.arguments, callId: item.call_id }] : [],
    ),
    tokens: end?.token_usage?.total_tokens,
  };
};

const ours: Readonly<Record<Wire, (server: ScriptedServer) => Promise<Said>>> = {
  responses: async ({ baseUrl }) => {
    const client = new ResponsesClient({
      provider: createProvider({ name: 'scripted', baseUrl, retry: { maxAttempts: 0 } }),
      auth: bearerAuth(KEY),
    });
    return saidBy(await valuesOf(client.streamPrompt('m', { input: 'x', outputSchema: SCHEMA })));
  },
  chat: async ({ baseUrl }) => {
    const client = new ChatClient({
      provider: createProvider({ name: 'scripted', baseUrl, wire: 'chat', retry: { maxAttempts: 0 } }),
      auth: bearerAuth(KEY),
    });
    return saidBy(await valuesOf(client.streamPrompt('m', { input: 'x', outputSchema: SCHEMA })));
  },
};

const reasoningContentOf = (delta: unknown): string => {
  const piece = isJsonObject(delta) ? delta['reasoning_content'] : undefined;
  return typeof piece === 'string' ? piece : '';
};

const official: Readonly<Record<Wire, (server: ScriptedServer) => Promise<Said>>> = {
  responses: async ({ baseUrl }) => {
    const stream = new OpenAI({ baseURL: baseUrl, apiKey: KEY, maxRetries: 0 }).responses.stream({
      model: 'm',
      input: 'x',
      text: { format: { type: 'json_schema', name: 'answer', schema: SCHEMA } },
    });
    let streamed = '';
    let reasoning = '';
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') streamed += event.delta;
      if (event.type === 'response.reasoning_text.delta') reasoning += event.delta;
    }
    const { id, output, output_text, usage } = await stream.finalResponse();
    return {
      id,
      streamed,
      text: output_text,
      reasoning,
      summary: output.flatMap((item) => (item.type === 'reasoning' ? item.summary.map(({ text }) => text) : [])).join(),
      calls: output.flatMap((item) =>
        item.type === 'function_call' ? [{ name: item.name, arguments: item.arguments, callId: item.call_id }] : [],
      ),
      tokens: usage?.total_tokens,
    };
  },
  chat: async ({ baseUrl }) => {
    const stream = new OpenAI({ baseURL: baseUrl, apiKey: KEY, maxRetries: 0 }).chat.completions.stream({
      model: 'm',
      messages: [{ role: 'user', content: 'x' }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: SCHEMA } },
      stream_options: { include_usage: true },
    });
    let streamed = '';
    let reasoning = '';
    for await (const { choices } of stream) {
      streamed += choices[0]?.delta.content ?? '';
      reasoning += reasoningContentOf(choices[0]?.delta);
    }
    const { id, choices, usage } = await stream.finalChatCompletion();
    const { content, tool_calls = [] } = choices[0]?.message ?? {};
    return {
      id,
      streamed,
      text: content ?? '',
      reasoning,
      summary: '',
      calls: tool_calls.map(({ id: callId, function: called }) => ({
        name: called.name,
        arguments: called.arguments,
        callId,
      })),
      tokens: usage?.total_tokens,
    };
  },
};

/** An answer, and what both clients must read out of it. */
interface Scripted {
  readonly answer: ScriptedAnswer;
  readonly said: Partial<Said>;
}

const saying = (text: string): Scripted => ({
  answer: textAnswer(text),
  said: { streamed: text, text, reasoning: '', calls: [] },
});
const reasoningAloud = (reasoning: string, text: string): Scripted => ({
  answer: reasoningAnswer({ reasoning, text }),
  said: { streamed: text, text, reasoning, calls: [] },
});
const structured = (value: unknown): Scripted => {
  const text = JSON.stringify(value);
  return { answer: structuredAnswer(value), said: { streamed: text, text, calls: [] } };
};
const calling = (...calls: readonly { readonly name: string; readonly arguments: unknown }[]): Scripted => {
  const named = calls.map((call, place) => ({ ...call, callId: `call_${place}_${call.name}` }));
  return {
    answer: toolCallAnswer(named),
    said: { text: '', calls: named.map((call) => ({ ...call, arguments: JSON.stringify(call.arguments) })) },
  };
};

const UNICODE = 'naïve “日本語” — 👩‍👩‍👧‍👦 e\u0301 \u2028 🏳️‍🌈\r\n\ttab \\ "quoted" \ufeff end';

const answers: Readonly<Record<string, Scripted>> = {
  'a text': saying('Hello there, world.'),
  'a long text': saying(Array.from({ length: 150 }, (_, n) => `word${n}`).join(' ')),
  'unicode with emoji': saying(UNICODE),
  reasoning: reasoningAloud('Is it 4? Yes 🤔.', 'It is 4.'),
  'one tool call': calling({ name: 'weather', arguments: { city: 'São Paulo ☀️' } }),
  'several tool calls': calling(
    { name: 'weather', arguments: { city: 'Paris' } },
    { name: 'weather', arguments: { city: 'Rome', days: [1, 2] } },
    { name: 'time', arguments: {} },
  ),
  'structured output': structured({ city: 'Zürich', tags: ['a "b"', '\\'], nested: { n: 1.5, none: null } }),
};

const WIRES: readonly Wire[] = ['responses', 'chat'];
const CUTS: readonly Cut[] = ['frame', 1, 7, 'whole'];

describe('the official openai client and ours', () => {
  const using = useServer();

  /** Asks each client once, with the same script. */
  const expectSame = async (wire: Wire, { answer, said }: Scripted, cut: Cut): Promise<void> => {
    using.server.enqueue({ answer, cut }, { answer, cut });
    const our = await ours[wire](using.server);
    expect(our).to.deep.equal(await official[wire](using.server));
    expect(our).to.deep.include(said);
  };

  for (const [what, scripted] of Object.entries(answers))
    for (const wire of WIRES)
      for (const cut of CUTS)
        it(`read the same out of ${what} over ${wire}, cut at ${cut}`, () => expectSame(wire, scripted, cut));

  it('read the same summary of a reasoning, part by part', async () => {
    const answer = reasoningAnswer({ summary: ['Weighs.', 'Decides 🤔.'], text: 'It is 4.' });
    await expectSame('responses', { answer, said: { summary: 'Weighs.,Decides 🤔.' } }, 7);
  });

  it('read the same out of any text and any arguments, however cut', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    const call = fc.record({ name, arguments: fc.dictionary(text, fc.jsonValue()) });
    const scripted = fc.oneof(
      text.map(saying),
      fc.tuple(text, text).map(([thought, said]) => reasoningAloud(thought, said)),
      fc.array(call, { minLength: 1, maxLength: 3 }).map((calls) => calling(...calls)),
      fc.jsonValue().map(structured),
    );
    const cut = fc.oneof(fc.constantFrom<Cut>('frame', 'whole'), fc.integer({ min: 1, max: 64 }));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...WIRES), scripted, cut, expectSame), { numRuns: 40 });
  });
});
