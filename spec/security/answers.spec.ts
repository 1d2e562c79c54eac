import { expect } from 'chai';
import { from, lastValueFrom, of, toArray, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { MessagesClient } from '../../lib/clients/MessagesClient.js';
import { chatDecoder } from '../../lib/decode/chat/chatDecoder.js';
import { geminiDecoder } from '../../lib/decode/gemini/geminiDecoder.js';
import { messagesDecoder } from '../../lib/decode/messages/messagesDecoder.js';
import type { DecoderFactory } from '../../lib/decode/ResponseDecoder.js';
import { responsesDecoder } from '../../lib/decode/responses/responsesDecoder.js';
import { splitThink } from '../../lib/operators/answer/splitThink.js';
import { decodeEvents } from '../../lib/operators/decode/decodeEvents.js';
import { limitItems } from '../../lib/operators/decode/limitItems.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { parseJsonText, parseWritableJson } from '../../lib/protocol/codec/json.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../lib/testing/wire.js';
import { outcomeOf, valuesOf } from '../support/collect.js';

const provider = createProvider({ name: 'test', baseUrl: 'https://test.invalid/v1', retry: { maxAttempts: 0 } });
const range = (size: number): number[] => Array.from({ length: size }, (_, index) => index);

const decoded = (decoder: DecoderFactory, frames: readonly unknown[]) =>
  outcomeOf(from(frames).pipe(decodeEvents(decoder)));

const itemsIn = (events: readonly ResponseEvent[]): readonly ResponseItem[] =>
  events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));

/** A Messages answer with one call, whose block has further members. */
const callWith = (members: object): Observable<ResponseEvent> =>
  new MessagesClient({
    provider,
    transport: virtualTransport(
      of(
        response(
          of(
            bytes(
              sse(
                { type: 'message_start', message: { id: 'm' } },
                {
                  type: 'content_block_start',
                  index: 0,
                  content_block: { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 }, ...members },
                },
                { type: 'content_block_stop', index: 0 },
                { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
                { type: 'message_stop' },
              ),
            ),
          ),
        ),
      ),
    ),
  }).streamPrompt('m', 'x', { maxOutputTokens: 10 });

const DONE: ResponseEvent = { type: 'completed', response_id: '', token_usage: null, status: 'completed' };

describe('security: answers', () => {
  for (const members of [
    { arguments: 5 },
    { arguments: null },
    { arguments: { rm: '/' } },
    { call_id: 5 },
    { call_id: { toString: null } },
  ]) {
    it(`keeps the id and the arguments of a call whose block has the members ${JSON.stringify(members)}`, async () => {
      expect(itemsIn(await valuesOf(callWith(members)))).to.deep.equal([
        { type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' },
      ]);
    });

    it(`runs the tool with the input of a block that has the members ${JSON.stringify(members)}`, async () => {
      const given: unknown[] = [];
      const f = (input: string) => {
        given.push(input);
        return 'ok';
      };
      await valuesOf(runTools('x', (_input, step) => (step === 1 ? callWith(members) : of(DONE)), { f }));
      expect(given).to.deep.equal(['{"x":1}']);
    });
  }

  it('fails the answer, and not the process, where an item has a form that no client emits', () => {
    const odd: unknown = JSON.parse('{"type":"function_call","call_id":"a","name":"f","arguments":5}');
    const events: unknown[] = [{ type: 'output_item_done', item: odd }, DONE];
    const isEvent = (event: unknown): event is AnswerEvent => typeof event === 'object';
    const chat = new Conversation(() => events.filter(isEvent));
    chat.send('first');
    expect(chat.state).to.include({ busy: false });
    expect(chat.state.answer).to.include({ status: 'failed' });
    expect(chat.state.answer?.error).to.include({ type: 'stream', reason: 'exception' });
    expect(chat.state.history).to.have.length(1);
  });

  const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it('reads JSON of 500 levels, and not of more, however long it is', () => {
    expect(parseWritableJson(deep(500))).to.be.an('array');
    for (const text of [deep(501), deep(100_000), `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`])
      expect(parseWritableJson(text)).to.equal(undefined);
    expect(parseWritableJson(`[${'1,'.repeat(10_000)}1]`)).to.have.length(10_001);
  });

  const DEEP_ITEMS: Readonly<Record<string, readonly [DecoderFactory, string]>> = {
    'an item of an unknown type': [
      responsesDecoder,
      `{"type":"response.output_item.done","item":{"type":"x","a":${deep(10_000)}}}`,
    ],
    'a part of a message': [
      responsesDecoder,
      `{"type":"response.output_item.done","item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a","b":${deep(10_000)}}]}}`,
    ],
    'a call': [
      responsesDecoder,
      `{"type":"response.output_item.done","item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}","a":${deep(10_000)}}}`,
    ],
    'a part of Gemini': [geminiDecoder, `{"candidates":[{"content":{"parts":[{"x":${deep(10_000)}}]}}]}`],
    'a block of Messages': [
      messagesDecoder,
      `{"type":"content_block_start","index":0,"content_block":{"type":"x","a":${deep(10_000)}}}`,
    ],
    'a call of Messages': [
      messagesDecoder,
      `{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c","name":"f","input":{},"a":${deep(10_000)}}}`,
    ],
    'a tool call of Chat': [
      chatDecoder,
      `{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"},"extra_content":${deep(10_000)}}]}}]}`,
    ],
    'reasoning of Chat': [
      chatDecoder,
      `{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"a","b":${deep(10_000)}}]}}]}`,
    ],
  };
  for (const [what, [decoder, data]] of Object.entries(DEEP_ITEMS))
    it(`leaves out of an item what is nested too deeply, and would spoil every later request: ${what}`, async () => {
      const skipped: string[] = [];
      const onSkipped = ({ reason }: { readonly reason: string }) => void skipped.push(reason);
      const ends = ['{"type":"content_block_stop","index":0}', '{"choices":[{"finish_reason":"stop","delta":{}}]}'];
      const frames = [data, ...ends, '{"candidates":[{"finishReason":"STOP"}]}'].map((text) => parseJsonText(text));
      const { values } = await outcomeOf(from(frames).pipe(decodeEvents(decoder, { onSkipped })));
      expect(() => JSON.stringify(values)).not.to.throw();
      expect(itemsIn(values)).to.have.length(1);
      expect(skipped.join()).to.contain('nested more than 500 levels deep');
    });

  it('skips arguments of Gemini whose path is nested too deeply, and keeps the others', async () => {
    const { values } = await decoded(geminiDecoder, [
      {
        candidates: [
          {
            finishReason: 'STOP',
            content: {
              parts: [
                {
                  functionCall: {
                    name: 'f',
                    partialArgs: [
                      { jsonPath: `$${'.a'.repeat(100_000)}`, numberValue: 1 },
                      { jsonPath: `$${'[0]'.repeat(101)}`, numberValue: 1 },
                      { jsonPath: '$.b', numberValue: 2 },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
    ]);
    expect(itemsIn(values)[0]).to.include({ arguments: '{"b":2}' });
  });

  it('leaves out at most 10 000 members of the lists of a Gemini call, however many lists it has', async () => {
    const partialArgs = range(100).map((index) => ({ jsonPath: `$.a${index}[1000]`, numberValue: 1 }));
    const { values } = await decoded(geminiDecoder, [
      { candidates: [{ finishReason: 'STOP', content: { parts: [{ functionCall: { name: 'f', partialArgs } }] } }] },
    ]);
    const [call] = itemsIn(values);
    const lists: unknown = call?.type === 'function_call' ? parseJsonText(call.arguments) : undefined;
    expect(Object.values(lists ?? {}).map((list: unknown) => (Array.isArray(list) ? list.length : -1))).to.deep.equal(
      range(100).map((index) => (index < 10 ? 1001 : 0)),
    );
  });

  const UNFINISHED: Readonly<Record<string, readonly [DecoderFactory, (size: number) => readonly unknown[]]>> = {
    'Chat calls without a name, in one frame': [
      chatDecoder,
      (size) => [{ choices: [{ delta: { tool_calls: range(size).map((index) => ({ index })) } }] }],
    ],
    'Chat calls without an id': [
      chatDecoder,
      (size) =>
        range(size).map((index) => ({ choices: [{ delta: { tool_calls: [{ index, function: { name: 'f' } }] } }] })),
    ],
    'Messages blocks without a text': [
      messagesDecoder,
      (size) =>
        range(size + 1).map((index) => ({ type: 'content_block_start', index, content_block: { type: 'text' } })),
    ],
    'Responses texts of parts of one item': [
      responsesDecoder,
      (size) =>
        range(size).map((content_index) => ({
          ...{ type: 'response.output_text.delta', delta: 'x', output_index: 0, content_index },
        })),
    ],
    'Responses inputs of hosted tools': [
      responsesDecoder,
      (size) =>
        range(size).map((index) => ({ type: 'response.mcp_call_arguments.delta', delta: 'x', item_id: `${index}` })),
    ],
  };
  for (const [name, [decoder, framesOf]] of Object.entries(UNFINISHED))
    it(`ends an answer at the 10 001st part that has begun and not ended: ${name}`, async () => {
      const open = await decoded(decoder, framesOf(10_000));
      expect(open.error).to.include({ type: 'stream', reason: 'truncated' });
      const { error } = await decoded(decoder, framesOf(10_001));
      expect(error).to.include({ type: 'stream', reason: 'too_large' });
    });

  for (const type of ['output_text_delta', 'refusal_delta', 'audio_transcript_delta'] as const)
    it(`counts the items that ${type} begins`, async () => {
      const events = range(3).map((output_index) => ({ type, delta: 'a', output_index }));
      const { values, error } = await outcomeOf(from(events).pipe(limitItems(2)));
      expect(values).to.have.length(2);
      expect(error).to.include({ type: 'stream', reason: 'too_large' });
    });

  it('writes the excerpt of a frame once, although many of its parts are skipped', async () => {
    let written = 0;
    const frame = { choices: range(50).map(() => 1), toJSON: () => `${++written}` };
    const reports: string[] = [];
    const onSkipped = ({ excerpt }: { readonly excerpt: string }) => void reports.push(excerpt);
    const next = { choices: [2] };
    await outcomeOf(from([frame, next]).pipe(decodeEvents(chatDecoder, { onSkipped })));
    expect(written).to.equal(1);
    expect(reports).to.deep.equal([...range(50).map(() => '"1"'), '{"choices":[2]}']);
  });

  it('reports names that a server makes up by their beginning', async () => {
    const reasons: string[] = [];
    const onSkipped = ({ reason }: { readonly reason: string }) => void reasons.push(reason);
    const long = 'x'.repeat(100_000);
    await outcomeOf(of({ choices: [{ delta: { [long]: 'y' } }] }).pipe(decodeEvents(chatDecoder, { onSkipped })));
    await outcomeOf(of({ type: long }).pipe(decodeEvents(responsesDecoder, { onSkipped })));
    expect(reasons).to.deep.equal([
      `a delta with a member of an unknown name: ${'x'.repeat(50)}…`,
      `no event for frames of type ${'x'.repeat(50)}…`,
    ]);
  });

  it('finds a tag behind a letter whose lower case is longer', async () => {
    const text = sse({ choices: [{ delta: { content: '<THINK>\u0130\u0130</Think>answer' }, finish_reason: 'stop' }] });
    const client = new ChatClient({ provider, transport: virtualTransport(of(response(of(bytes(text))))) });
    const events = await lastValueFrom(client.streamPrompt('m', 'x').pipe(splitThink(), toArray()));
    expect(events.flatMap((event) => ('delta' in event ? [[event.type, event.delta]] : []))).to.deep.equal([
      ['reasoning_content_delta', '\u0130\u0130'],
      ['output_text_delta', 'answer'],
    ]);
  });
});
