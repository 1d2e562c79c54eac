import { expect } from 'chai';
import { EMPTY, of } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta, chatFinish } from '../../lib/testing/chatWire.js';
import { errorLike } from '../../lib/testing/marbles.js';
import { reset, response, virtualTransport } from '../../lib/testing/virtualTransport.js';
import { bytes, sse } from '../../lib/testing/wire.js';
import type { HttpTransport, StreamResponse } from '../../lib/transport/HttpTransport.js';
import { marbles } from '../../spec/support/marbles.js';

const usage = { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 };

const chunks = {
  t: bytes(sse(chatDelta({ content: 't' }))),
  f: bytes(sse(chatFinish())),
  u: bytes(sse({ id: 'chatcmpl-1', choices: [], usage })),
  e: bytes(sse({ error: { message: 'no credit', code: 'insufficient_quota' } })),
  k: bytes(': ping\n\n'),
  d: bytes(CHAT_DONE),
};

const message = (...content: readonly object[]) => ({ type: 'message', role: 'assistant', content });
const end = { type: 'completed', response_id: 'chatcmpl-1', token_usage: null, status: 'completed' };
const events = {
  A: { type: 'output_item_added', item: message() },
  T: { type: 'output_text_delta', delta: 't' },
  D: { type: 'output_item_done', item: message({ type: 'output_text', text: 't' }) },
  C: { ...end, finish_reason: 'stop' },
  S: end, // only the sentinel marks it as whole
  U: {
    ...end,
    finish_reason: 'stop',
    token_usage: {
      input_tokens: 2,
      cached_input_tokens: 0,
      output_tokens: 1,
      reasoning_output_tokens: 0,
      total_tokens: 3,
    },
  },
};

const IDLE = errorLike({ type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' });
const LOST = errorLike({
  type: 'stream',
  reason: 'connection_lost',
  code: 'ECONNRESET',
  message: 'stream error: the connection was reset',
});

/** A client without a network and without chance, that waits 5 ms for an event: back-offs are exactly 10, 20 … ms. */
const clientOf = (
  transport: HttpTransport,
  provider: Partial<ProviderOptions> = {},
  options: Partial<ClientOptions> = {},
): ChatClient =>
  new ChatClient({
    provider: createProvider({
      name: 'virtual',
      baseUrl: 'https://virtual.test/v1',
      wire: 'chat',
      streamIdleTimeout: 5,
      connectTimeout: 1000,
      ...provider,
      retry: { baseDelay: 10, ...provider.retry },
    }),
    transport,
    random: () => 0.5,
    ...options,
  });

describe('the end of a Chat stream', () => {
  it(
    'comes at [DONE], and closes the connection, although the server keeps it open',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f-d---t--', chunks);
      const subs = '     ^------!       ';
      const expected = ' -(AT)--(DC|)  ';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'comes at [DONE] without a finish_reason, too',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---d---', chunks);
      const subs = '     ^----!   ';
      const expected = ' -(AT)(DS|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'waits for the usage after a finish_reason',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f--u--d--', chunks);
      const subs = '     ^----------!  ';
      const expected = ' -(AT)------(DU|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'comes when the idle time after a finish_reason is over',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f---------', chunks);
      const subs = '     ^---------!    ';
      const expected = ' -(AT)-----(DC|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'comes when the idle time after the usage is over, and comments do not put it off',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f--u---k---', chunks);
      const subs = '     ^------------!  ';
      const expected = ' -(AT)--------(DU|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is an idle timeout before a finish_reason, after the text received so far as an item',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t-----------', chunks);
      const subs = '     ^-----!      ';
      const expected = ' -(AT)-(D#)   ';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, IDLE);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is only an idle timeout where no text was received',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('---------', chunks);
      const subs = '     ^----!   ';
      const expected = ' -----#   ';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, IDLE);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is the answer, whole, where the connection is lost after a finish_reason',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f-#', chunks, reset());
      const subs = '     ^------!';
      const expected = ' -(AT)--(DC|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is the loss of the connection before a finish_reason, after the text received so far as an item, and is not retried',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('-t----#', chunks, reset());
      const subs = '     ^-----!';
      const expected = ' -(AT)-(D#)';
      const transport = virtualTransport(of(response(body)), of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, LOST);
      expectSubscriptions(body.subscriptions).toBe(subs);
      flush();
      expect(transport.requests).to.have.length(1);
    }),
  );

  it(
    'is the answer, whole, where the server closes after a finish_reason',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f-|', chunks);
      const subs = '     ^------!';
      const expected = ' -(AT)--(DC|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is a truncation where the server closes before, after the text received so far as an item',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t----|', chunks);
      const subs = '     ^-----!';
      const expected = ' -(AT)-(D#)';
      const truncated = errorLike({
        type: 'stream',
        reason: 'truncated',
        detail: 'stream closed before completion',
        request_id: 'req_7',
      });
      const transport = virtualTransport(of(response(body, { headers: { 'x-request-id': 'req_7' } })));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, truncated);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is the error that a chunk reports, at once, after the text received so far as an item',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---e---d--', chunks);
      const subs = '     ^----!      ';
      const expected = ' -(AT)(D#)   ';
      const quota = errorLike({ type: 'quota_exceeded', detail: 'no credit' });
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, events, quota);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'is emitted as items alone by aggregate()',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f---------', chunks);
      const subs = '     ^---------!    ';
      const expected = ' -A--------(DC|)';
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x').aggregate()).toBe(expected, events);
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});

describe('the beginning of a Chat stream', () => {
  it(
    'is retried before the head, and the events of the headers are emitted once',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const body = cold('                      --d', chunks);
      const first = cold<StreamResponse>('--#', {}, reset());
      const second = cold('               ---(h|)', { h: response(EMPTY, { status: 503 }) });
      const third = cold('                -(h|)', { h: response(body, { headers: { 'openai-model': 'm1' } }) });
      const firstSubs = '     ^-!';
      const secondSubs = '    12ms ^--!';
      const thirdSubs = '     35ms ^!';
      const bodySubs = '      36ms ^-!';
      const expected = '      36ms M-(N|)';
      const transport = virtualTransport(first, second, third);
      expectObservable(clientOf(transport).streamPrompt('m', 'x')).toBe(expected, {
        M: { type: 'server_model', model: 'm1' },
        N: { type: 'completed', response_id: '', token_usage: null, status: 'completed' },
      });
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      expectSubscriptions(body.subscriptions).toBe(bodySubs);
      flush();
      expect(transport.requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(
        Array.from({ length: 3 }, () => 'POST https://virtual.test/v1/chat/completions'),
      );
    }),
  );

  it(
    'that does not come in time is a timeout',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const head = cold<StreamResponse>('----------', {});
      const subs = '                     ^---!';
      const expected = '                 ----#';
      const provider = { connectTimeout: 4, retry: { maxAttempts: 0 } };
      const late = errorLike({ type: 'transport', message: 'timeout: no response head within 4 ms' });
      expectObservable(clientOf(virtualTransport(head), provider).streamPrompt('m', 'x')).toBe(expected, events, late);
      expectSubscriptions(head.subscriptions).toBe(subs);
    }),
  );
});

describe('cancelling a Chat stream', () => {
  it(
    'between finish_reason and the end closes the connection, and emits nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const body = cold('-t---f-----------', chunks);
      const subs = '     ^-------!        ';
      const unsub = '    ^-------!        ';
      const expected = ' -(AT)----        ';
      expectObservable(clientOf(virtualTransport(of(response(body)))).streamPrompt('m', 'x'), unsub).toBe(
        expected,
        events,
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );

  it(
    'by an AbortSignal is an error, also between finish_reason and the end',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const abort = new AbortController();
      const body = cold('-t---f-----------', chunks);
      const subs = '     ^-------!        ';
      const expected = ' -(AT)---#        ';
      const aborted = errorLike({ type: 'transport', message: 'network error: aborted by the signal' });
      scheduler.schedule(() => abort.abort(), 8);
      const transport = virtualTransport(of(response(body)));
      expectObservable(clientOf(transport).streamPrompt('m', 'x', { signal: abort.signal })).toBe(
        expected,
        events,
        aborted,
      );
      expectSubscriptions(body.subscriptions).toBe(subs);
    }),
  );
});
