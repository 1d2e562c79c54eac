import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { from, NEVER, of, throwError, type Observable } from 'rxjs';
import type { Answer } from '../../lib/answer/Answer.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { chatDecoder } from '../../lib/decode/chat/chatDecoder.js';
import { responsesDecoder } from '../../lib/decode/responses/responsesDecoder.js';
import type { DecoderFactory } from '../../lib/decode/ResponseDecoder.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { accumulate } from '../../lib/operators/answer/accumulate.js';
import { decodeEvents } from '../../lib/operators/decode/decodeEvents.js';
import { expectEventStream } from '../../lib/operators/http/expectEventStream.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import type { ResponseEvent } from '../../lib/protocol/ResponseEvent.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { bytes, completed, itemDone, sse, textDelta } from '../../lib/testing/wire.js';
import { response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { errorOf, outcomeOf, valuesOf } from '../support/collect.js';
import { loopback } from '../support/loopback.js';

const where = { name: 'test', baseUrl: 'https://test.invalid/v1' };
const message = (id: string) => ({ type: 'message', id, role: 'assistant', content: [] });
const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'f', arguments: '{}' }) as const;

const answered = (body: string, options: object = {}) =>
  new ResponsesClient({
    provider: createProvider({ ...where, ...options }),
    transport: virtualTransport(of(response(of(bytes(body))))),
  }).streamPrompt('m', 'x');

const eventsOf = (decoder: DecoderFactory, ...frames: readonly unknown[]): Promise<readonly ResponseEvent[]> =>
  outcomeOf(from(frames).pipe(decodeEvents(decoder))).then(({ values }) => values);

describe('security: bounds', () => {
  it('H1 gives each call of a frame its own id where the free keys are taken', async () => {
    const calls = [
      ...Array.from({ length: 500 }, (_, index) => ({ index: 500 + index, id: `a_${index}`, function: { name: 'f' } })),
      ...Array.from({ length: 500 }, (_, index) => ({ function: { name: `f${index}` } })),
    ];
    const events = await eventsOf(chatDecoder, { choices: [{ index: 0, delta: { tool_calls: calls } }] });
    const ids = events.flatMap((event) =>
      event.type === 'output_item_done' && event.item.type === 'function_call' ? [event.item.call_id] : [],
    );
    expect(new Set(ids).size).to.equal(1000);
  });

  it('H1 fails with a sentence where one frame has more calls than maxItems', async () => {
    const calls = Array.from({ length: 20_000 }, (_, index) => ({ id: `c${index}`, function: { name: 'f' } }));
    const body = sse({ choices: [{ index: 0, delta: { tool_calls: calls } }] });
    const client = new ChatClient({
      provider: createProvider({ ...where, wire: 'chat' }),
      transport: virtualTransport(of(response(of(bytes(body))))),
    });
    const { values, error } = await outcomeOf(client.streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
    expect(String(error)).to.contain('the answer has more than 2000 items (maxItems)');
    expect(values).to.have.length(2000);
  });

  it('M7 fails at the frame with which an answer exceeds maxAnswerSize, and keeps what came before', async () => {
    const { values, error } = await outcomeOf(
      answered(sse(textDelta('a'), textDelta('b'), textDelta('c'.repeat(200)), completed()), { maxAnswerSize: 200 }),
    );
    expect(values.map(({ type }) => type)).to.deep.equal(['output_text_delta', 'output_text_delta']);
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
  });

  it('M7 stops a body of gzip that grows by a factor of hundreds, on a real connection', async () => {
    const server = await loopback((_request, reply) => {
      reply.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      reply.end(gzipSync(sse(textDelta('x'.repeat(1000))).repeat(20_000)));
    });
    const provider = createProvider({ ...where, baseUrl: `${server.origin}/v1`, maxAnswerSize: 1024 * 1024 });
    const client = new ResponsesClient({ provider, transport: httpTransport() });
    const { values, error } = await outcomeOf(client.streamPrompt('m', 'x'));
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
    expect(values).to.have.length.below(1024);
    await server.stop();
  });

  it('M7 fails where an answer has more items than maxItems', async () => {
    const items = ['a', 'b', 'c'].map((id) => itemDone(message(id)));
    const error = await errorOf(answered(sse(...items, completed()), { maxItems: 2 }));
    expect(error).to.include({ type: 'stream', reason: 'too_large' });
  });

  /** An event whose text cannot be read: adding it throws a RangeError, as a string beyond the longest one does. */
  const unreadable = (): AnswerEvent => ({
    type: 'output_text_delta',
    get delta(): string {
      throw new RangeError('Invalid string length');
    },
  });
  const overlong$ = (): Observable<AnswerEvent> =>
    from([{ type: 'output_text_delta', delta: 'a' } as const, unreadable()]);

  it('M7 ends accumulate() with a failed snapshot, and with an ApiError where it rethrows', async () => {
    const answers: readonly Answer[] = await valuesOf(overlong$().pipe(accumulate()));
    expect(answers.at(-1)).to.include({ status: 'failed', text: 'a' });
    expect(answers.at(-1)?.error).to.include({ type: 'stream', reason: 'exception' });
    expect(await errorOf(overlong$().pipe(accumulate({ rethrow: true })))).to.include({ reason: 'exception' });
  });

  it('M7 keeps a conversation alive after such an answer', () => {
    let asked = 0;
    const chat = new Conversation(() => (asked++ === 0 ? overlong$() : NEVER));
    chat.send('first');
    expect(chat.state).to.include({ busy: false });
    expect(chat.state.answer).to.include({ status: 'failed' });
    chat.send('second');
    expect(chat.state).to.include({ busy: true });
    chat.close();
  });

  it('M7 runs no tool of a step with more calls than maxCalls', async () => {
    let runs = 0;
    const done: ResponseEvent = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
    const calls = Array.from({ length: 257 }, (_, index): ResponseEvent => ({
      type: 'output_item_done',
      item: call(`c${index}`),
    }));
    const error = await errorOf(runTools('x', () => from([...calls, done]), { f: () => runs++ }));
    expect([error.type, runs]).to.deep.equal(['incomplete', 0]);
    expect(error).to.include({ reason: 'max_calls' });
  });

  for (const body of ['[', '{', '[]', '[{}]', '{"a":[', '"', '[\n'])
    it(`M11 reads a body of ${JSON.stringify(body)} that comes a byte a chunk up to its limit, and then fails`, async () => {
      const text = body.repeat(80_000);
      const chunks = Array.from(bytes(text), (byte) => Uint8Array.of(byte));
      const { error } = await outcomeOf(from(chunks).pipe(expectEventStream(200)));
      if (body === '"')
        expect(error).to.equal(undefined); // passed on, for the reader of lines to skip
      else expect(error).to.have.property('type').that.is.oneOf(['stream', 'api']);
    });
});

/** JSON values that have no text, or a text that is not theirs. */
const ODD: readonly unknown[] = [
  { toString: null },
  { toString: 1, valueOf: null },
  { __proto__: null },
  [[[]]],
  1e308,
  '',
];

describe('security: odd members', () => {
  for (const odd of ODD) {
    it(`L skips a Responses item whose type is ${JSON.stringify(odd)}`, async () => {
      const events = await eventsOf(responsesDecoder, { ...itemDone({ type: odd }) }, textDelta('a'), completed());
      expect(events.map(({ type }) => type)).to.include.members(['output_text_delta', 'completed']);
    });

    it(`L reads a Chat chunk whose code is ${JSON.stringify(odd)}`, async () => {
      const events = await eventsOf(
        chatDecoder,
        { code: odd, message: odd },
        { type: odd, choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] },
        '[DONE]',
      );
      expect(events.map(({ type }) => type)).to.include.members(['output_text_delta', 'completed']);
    });
  }

  it('L converts a thrown value without a text to an ApiError', async () => {
    const thrown: unknown = Object.assign(Object.create(null), { toString: null });
    const error = await errorOf(throwError(() => thrown).pipe(accumulate({ rethrow: true })));
    expect(error).to.include({ type: 'stream', reason: 'exception', detail: '{"toString":null}' });
  });
});
