import { expect } from 'chai';
import { concat, EMPTY, from, NEVER, of, throwError, type Observable } from 'rxjs';
import { apiErrorKind, isApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { ProviderOptions } from '../../../lib/provider/Provider.js';
import { reset, response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, completed, created, failed, itemDone, sse, textDelta } from '../../../lib/testing/wire.js';
import { outcomeOf } from '../../support/collect.js';
import { virtualClient } from '../../support/virtualClient.js';

/** What a server sends, and what it does then: end the body, leave it open, or reset the connection. */
interface Sent {
  readonly body?: readonly string[];
  readonly then?: Observable<never>;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly provider?: Partial<ProviderOptions>;
}

const OPEN = NEVER;
const RESET = throwError(reset);

/** The events that came, by type or as they are, and last the kind of error if there was one. */
const ask = async ({ body = [], then = EMPTY, status, headers = {}, provider = {} }: Sent) => {
  const head = response(concat(from(body.map(bytes)), then), { headers, ...(status === undefined ? {} : { status }) });
  const client = virtualClient(virtualTransport(of(head)), { ...provider, retry: { maxAttempts: 0 } });
  const { values, error } = await outcomeOf(client.streamPrompt('m', 'x'));
  return { events: values, error: isApiError(error) ? apiErrorKind(error) : error };
};

const done = { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' } as const;
const text = (delta: string) => ({ type: 'output_text_delta', delta }) as const;
const COMPLETED = sse(completed());

const rows: readonly (readonly [string, Sent, { readonly events: readonly unknown[]; readonly error?: unknown }])[] = [
  [
    'end of a Responses stream: completes at response.completed, without waiting for EOF',
    { body: [sse(textDelta('a')), COMPLETED, sse(textDelta('late'))], then: OPEN },
    { events: [text('a'), done] },
  ],
  [
    'end of a Responses stream: a reset after response.completed is no error',
    { body: [COMPLETED], then: RESET },
    { events: [done] },
  ],
  [
    'response.failed: a typed error at once',
    { body: [sse(created(), failed('insufficient_quota', 'no credit')), COMPLETED], then: OPEN },
    {
      events: [{ type: 'created' }],
      error: { type: 'quota_exceeded', detail: 'no credit', code: 'insufficient_quota' },
    },
  ],
  [
    'in-stream error event: a typed error at once',
    { body: [sse({ type: 'error', code: 'server_error', message: 'no luck' })], then: OPEN },
    { events: [], error: { type: 'retryable', detail: 'no luck', code: 'server_error' } },
  ],
  [
    'error object in a 200 body: a typed error at once',
    { body: ['data: {"error":{"message":"no credit","code":"insufficient_quota"}}\n\n'], then: OPEN },
    { events: [], error: { type: 'quota_exceeded', detail: 'no credit', code: 'insufficient_quota' } },
  ],
  [
    'EOF without a terminal event, Responses: a truncation, after what came',
    { body: [sse(textDelta('a'))] },
    {
      events: [text('a')],
      error: { type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' },
    },
  ],
  [
    'length, incomplete: completes with its reason',
    {
      body: [
        sse({
          type: 'response.incomplete',
          response: { id: 'resp_1', incomplete_details: { reason: 'max_output_tokens' } },
        }),
      ],
      then: OPEN,
    },
    { events: [{ ...done, status: 'incomplete', finish_reason: 'max_output_tokens' }] },
  ],
  [
    'what a failure means: a rate limit is rate_limit with its delay',
    { body: [sse(failed('rate_limit_exceeded', 'Try again in 1.5s'))] },
    {
      events: [],
      error: { type: 'rate_limit', detail: 'Try again in 1.5s', delay: 1500, code: 'rate_limit_exceeded' },
    },
  ],
  [
    'slow_down: server_overloaded',
    { body: [sse(failed('slow_down', 'busy'))] },
    { events: [], error: { type: 'server_overloaded', detail: 'busy', code: 'slow_down' } },
  ],
  [
    'response.done: completes like response.completed',
    { body: [sse({ type: 'response.done', response: { id: 'resp_1' } })], then: OPEN },
    { events: [done] },
  ],
  ['malformed JSON frame: skipped', { body: ['data: {"type":\n\n', COMPLETED] }, { events: [done] }],
  [
    'a known item type with a bad body: delivered as other',
    { body: [sse(itemDone({ type: 'function_call', name: 7 }), completed())] },
    {
      events: [
        {
          type: 'output_item_done',
          item: { type: 'other', raw: { type: 'function_call', name: 7 }, origin: 'virtual@virtual.test' },
        },
        done,
      ],
    },
  ],
  [
    'unknown content part inside a message: the message survives',
    { body: [sse(itemDone({ type: 'message', role: 'assistant', content: [{ type: 'refusal' }] }), completed())] },
    {
      events: [
        {
          type: 'output_item_done',
          item: { type: 'message', role: 'assistant', content: [{ type: 'other', raw: { type: 'refusal' } }] },
        },
        done,
      ],
    },
  ],
  [
    'idle clock: comments do not count',
    { body: [sse(textDelta('a')), ': ping\n\n'], then: OPEN, provider: { streamIdleTimeout: 5 } },
    { events: [text('a')], error: { type: 'stream', reason: 'idle', detail: 'idle timeout waiting for SSE' } },
  ],
  [
    'identity of items: ids that change from event to event do no harm',
    {
      body: [
        sse(
          { ...textDelta('a'), item_id: 'msg_1', output_index: 0 },
          { ...textDelta('b'), item_id: 'msg_2', output_index: 0 },
          completed(),
        ),
      ],
    },
    {
      events: [
        { ...text('a'), item_id: 'msg_1', output_index: 0 },
        { ...text('b'), item_id: 'msg_2', output_index: 0 },
        done,
      ],
    },
  ],
  [
    'the final answer: from output_item.done, whatever response.completed.output says',
    {
      body: [
        sse(itemDone({ type: 'compaction', encrypted_content: 'E' }), {
          type: 'response.completed',
          response: { id: 'resp_1', output: [] },
        }),
      ],
    },
    {
      events: [
        {
          type: 'output_item_done',
          item: { type: 'compaction', encrypted_content: 'E', origin: 'virtual@virtual.test' },
        },
        done,
      ],
    },
  ],
  [
    'content type of the answer: not required to be text/event-stream',
    { body: [COMPLETED], headers: { 'content-type': 'application/octet-stream' } },
    { events: [done] },
  ],
  [
    'content type of the answer: a body that is HTML shows its first words',
    { body: ['<html>Sign in</html>'] },
    {
      events: [],
      error: {
        type: 'stream',
        reason: 'not_event_stream',
        detail: 'expected an event stream, but the body begins: <html>Sign in</html>',
      },
    },
  ],
  [
    'rate limits: the default family only if it has data',
    { body: [COMPLETED], headers: { 'x-codex-primary-used-percent': '0' } },
    { events: [done] },
  ],
  [
    'redirects: not followed',
    { status: 302, headers: { location: 'https://elsewhere.test/x' } },
    {
      events: [],
      error: {
        type: 'transport',
        status: 302,
        error: {
          type: 'http',
          status: 302,
          headers: { location: 'https://elsewhere.test/x' },
          body: '',
          url: 'https://virtual.test/v1/responses',
        },
        detail:
          'redirect to https://elsewhere.test not followed, as the prompt and the key would be sent there; correct the base URL',
      },
    },
  ],
  [
    'an unterminated last SSE block at EOF: dispatched if it is whole JSON',
    { body: [COMPLETED.trimEnd()] },
    { events: [done] },
  ],
  [
    'an unterminated last SSE block at EOF: not dispatched if it is cut',
    { body: [COMPLETED.slice(0, -6)] },
    { events: [], error: { type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' } },
  ],
  [
    'pending SSE data: bounded',
    { body: [`data: ${'x'.repeat(200)}`], then: OPEN, provider: { maxBufferSize: 100 } },
    {
      events: [],
      error: { type: 'stream', reason: 'too_large', detail: 'a server-sent event is longer than 100 characters' },
    },
  ],
];

// The rows on retries, Retry-After and waiting for the head are in marbles/clients/retry.marbles.ts, the one on session
// headers in ResponsesClient.spec.ts, the one on error bodies in faults.spec.ts.
describe('decisions where sources differ', () => {
  for (const [row, sent, { events, error }] of rows)
    it(row, async () => {
      expect(await ask(sent)).to.deep.equal({ events, error });
    });
});
