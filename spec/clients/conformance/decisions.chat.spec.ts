import { expect } from 'chai';
import { concat, EMPTY, from, NEVER, of, throwError, type Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { apiErrorKind, isApiError } from '../../../lib/protocol/errors/ApiError.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta, chatFinish, chatToolCall } from '../../../lib/testing/chatWire.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../../lib/testing/wire.js';
import { outcomeOf } from '../../support/collect.js';

/** What a server sends, and what it does then: end the body, leave it open, or reset the connection. */
interface Sent {
  readonly body: readonly string[];
  readonly then?: Observable<never>;
}

const OPEN = NEVER;
const RESET = throwError(reset);

const ask = async ({ body, then = EMPTY }: Sent) => {
  const client = new ChatClient({
    provider: createProvider({
      name: 'virtual',
      baseUrl: 'https://virtual.test/v1',
      wire: 'chat',
      streamIdleTimeout: 5,
      retry: { maxAttempts: 0 },
    }),
    transport: virtualTransport(of(response(concat(from(body.map(bytes)), then)))),
  });
  const { values, error } = await outcomeOf(client.streamPrompt('m', 'x'));
  return { events: values, error: isApiError(error) ? apiErrorKind(error) : error };
};

const text = (delta: string) => ({ type: 'output_text_delta', delta }) as const;
const thought = (delta: string) => ({ type: 'reasoning_content_delta', delta, content_index: 0 }) as const;
const added = (item: object) => ({ type: 'output_item_added', item });
const done = (item: object) => ({ type: 'output_item_done', item });
const message = (said?: string) => ({
  type: 'message',
  role: 'assistant',
  content: said === undefined ? [] : [{ type: 'output_text', text: said }],
});
const reasoning = (said?: string) => ({
  type: 'reasoning',
  id: '',
  summary: [],
  content: said === undefined ? [] : [{ type: 'reasoning_text', text: said }],
});
const call = (name: string, json: string, call_id: string) => ({
  type: 'function_call',
  name,
  arguments: json,
  call_id,
});
const completed = (more: object = {}) => ({
  type: 'completed',
  response_id: 'chatcmpl-1',
  token_usage: null,
  status: 'completed',
  finish_reason: 'stop',
  ...more,
});
/** A message of one delta, from its beginning to its end. */
const said = (delta: string) => [added(message()), text(delta), done(message(delta))];

const HI = sse(chatDelta({ content: 'Hi' }));
const STOP = sse(chatFinish());
const USAGE = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const TOKENS = {
  input_tokens: 7,
  cached_input_tokens: 0,
  output_tokens: 3,
  reasoning_output_tokens: 0,
  total_tokens: 10,
};

const rows: readonly (readonly [string, Sent, { readonly events: readonly unknown[]; readonly error?: unknown }])[] = [
  [
    'EOF without a finish_reason or [DONE], Chat: the items first, then a truncation',
    { body: [HI] },
    { events: said('Hi'), error: { type: 'stream', reason: 'truncated', detail: 'stream closed before completion' } },
  ],
  ['EOF after a finish_reason: success', { body: [HI, STOP] }, { events: [...said('Hi'), completed()] }],
  [
    '[DONE] without a finish_reason: success, without waiting for EOF',
    { body: [HI, CHAT_DONE, HI], then: OPEN },
    {
      events: [...said('Hi'), { type: 'completed', response_id: 'chatcmpl-1', token_usage: null, status: 'completed' }],
    },
  ],
  [
    'EOF or [DONE] after any non-empty finish_reason: unknown reasons are kept',
    { body: [HI, sse(chatFinish('eos_token')), CHAT_DONE] },
    { events: [...said('Hi'), completed({ finish_reason: 'eos_token' })] },
  ],
  [
    'length: completes as incomplete, with its reason',
    { body: [HI, sse(chatFinish('length'))] },
    { events: [...said('Hi'), completed({ status: 'incomplete', finish_reason: 'length' })] },
  ],
  [
    'silence after a Chat finish_reason: completes when the idle time is over',
    { body: [HI, STOP], then: OPEN },
    { events: [...said('Hi'), completed()] },
  ],
  [
    'a connection lost after a finish_reason: the answer is whole',
    { body: [HI, STOP], then: RESET },
    { events: [...said('Hi'), completed()] },
  ],
  [
    'silence before a finish_reason: the items first, then the idle timeout',
    { body: [HI], then: OPEN },
    { events: said('Hi'), error: { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' } },
  ],
  [
    'Chat usage, id: the last report wins, also from a chunk with empty choices',
    {
      body: [
        sse(chatFinish('stop', { prompt_tokens: 7, completion_tokens: 1, total_tokens: 8 })),
        sse({ id: 'chatcmpl-2', choices: [], usage: USAGE }),
        CHAT_DONE,
      ],
    },
    { events: [completed({ token_usage: TOKENS })] },
  ],
  [
    'Chat reasoning, reasoning_content: both accepted, one event per delta, never twice',
    {
      body: [
        sse(
          chatDelta({ reasoning: 'a', reasoning_content: 'a' }),
          chatDelta({ reasoning_content: 'b' }),
          chatDelta({ reasoning: 'c' }),
        ),
        STOP,
      ],
    },
    {
      events: [added(reasoning()), thought('a'), thought('b'), thought('c'), done(reasoning('abc')), completed()],
    },
  ],
  [
    'Chat tool calls: a new id is a new call, an empty one continues, object arguments are serialised, all are told at the end',
    {
      body: [
        sse(
          chatToolCall({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }),
          chatToolCall({ index: 0, id: 'b', function: { name: 'g', arguments: { y: 2 } } }),
          chatToolCall({ id: 'a', function: { name: '', arguments: '1}' } }),
          chatFinish('tool_calls'),
        ),
      ],
    },
    {
      events: [
        added(call('f', '', 'a')),
        { type: 'tool_call_input_delta', delta: '{"x":', call_id: 'a' },
        added(call('g', '', 'b')),
        { type: 'tool_call_input_delta', delta: '{"y":2}', call_id: 'b' },
        { type: 'tool_call_input_delta', delta: '1}', call_id: 'a' },
        done(call('f', '{"x":1}', 'a')),
        done(call('g', '{"y":2}', 'b')),
        completed({ finish_reason: 'tool_calls' }),
      ],
    },
  ],
  [
    'Chat completion order: reasoning, message, tool calls; one text part; only choice 0',
    {
      body: [
        sse(
          chatToolCall({ index: 0, id: 'a', function: { name: 'f', arguments: '{}' } }),
          chatDelta({ content: 'H' }),
          { choices: [{ index: 1, delta: { content: 'another candidate' } }] },
          chatDelta({ content: 'i', reasoning: 'hm' }),
        ),
        STOP,
      ],
    },
    {
      events: [
        added(call('f', '', 'a')),
        { type: 'tool_call_input_delta', delta: '{}', call_id: 'a' },
        added(message()),
        text('H'),
        added(reasoning()),
        thought('hm'),
        text('i'),
        done(reasoning('hm')),
        done(message('Hi')),
        done(call('f', '{}', 'a')),
        completed(),
      ],
    },
  ],
  [
    'error object in a 200 body: a typed error at once, after the items',
    { body: [HI, sse({ error: { message: 'no credit', code: 'insufficient_quota' } })], then: OPEN },
    { events: said('Hi'), error: { type: 'quota_exceeded', detail: 'no credit', code: 'insufficient_quota' } },
  ],
  [
    'malformed JSON frame: skipped',
    { body: [HI, 'data: {"choices":[{"delta"\n\n', STOP] },
    { events: [...said('Hi'), completed()] },
  ],
  [
    'an unterminated last SSE block at EOF: dispatched if it is whole JSON',
    { body: [HI, STOP.trimEnd()] },
    { events: [...said('Hi'), completed()] },
  ],
];

describe('decisions where sources differ, Chat', () => {
  for (const [row, sent, { events, error }] of rows)
    it(row, async () => {
      expect(await ask(sent)).to.deep.equal({ events, error });
    });
});
