import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import type { ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { DONE } from '../../../lib/protocol/SseFrame.js';
import { itemsIn, readFrames, type Close, type Reading } from '../readFrames.js';

const read = (frames: readonly unknown[], close?: Close): Reading => readFrames(chatDecoder, frames, close);

const hello = { id: 'r', choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }] };
const finish = (finish_reason: unknown) => ({ choices: [{ index: 0, delta: {}, finish_reason }] });
const usage = { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } };
const call = {
  choices: [{ delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{"a"' } }] } }],
};

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] };
const messageDone = { type: 'output_item_done', item: message };
const told = [
  { type: 'output_item_added', item: { ...message, content: [] } },
  { type: 'output_text_delta', delta: 'Hello' },
];
const completed = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' };
const truncated: ApiErrorKind = { type: 'stream', reason: 'truncated', detail: 'stream closed before completion' };

describe('chatDecoder: ends', () => {
  it('completes at the sentinel, at once and without a finish reason', () => {
    expect(read([hello, DONE], 'nothing')).to.deep.equal({
      events: [...told, messageDone, completed],
      end: 'complete',
      skipped: [],
    });
  });

  it('completes an empty answer', () => {
    const nothing = { events: [{ ...completed, response_id: '' }], end: 'complete', skipped: [] };
    expect(read([DONE], 'nothing')).to.deep.equal(nothing);
  });

  it('does not end at a finish reason, because usage follows it', () => {
    expect(read([hello, finish('stop')], 'nothing')).to.deep.equal({ events: told, end: 'open', skipped: [] });
    expect(read([hello, finish('stop'), usage, DONE], 'nothing').events.at(-1)).to.have.nested.property(
      'token_usage.total_tokens',
      3,
    );
  });

  const whole: readonly (readonly [string, readonly unknown[], Close])[] = [
    ['the sentinel', [hello, finish('stop'), DONE], 'nothing'],
    ['the end of the connection', [hello, finish('stop')], 'eof'],
    ['a lost connection', [hello, finish('stop')], 'lost'],
  ];
  for (const [what, frames, close] of whole)
    it(`completes after a finish reason with ${what}`, () => {
      expect(read(frames, close)).to.deep.equal({
        events: [...told, messageDone, { ...completed, finish_reason: 'stop' }],
        end: 'complete',
        skipped: [],
      });
    });

  it('calls an end without a finish reason a truncation, after what was received (decision: EOF, Chat)', () => {
    expect(read([hello, call])).to.deep.equal({
      events: [
        ...told,
        {
          type: 'output_item_added',
          item: { type: 'function_call', name: 'f', arguments: '', call_id: 'c' },
        },
        { type: 'tool_call_input_delta', delta: '{"a"', call_id: 'c' },
        messageDone,
        { type: 'output_item_done', item: { type: 'function_call', name: 'f', arguments: '{"a"', call_id: 'c' } },
      ],
      end: truncated,
      skipped: [],
    });
  });

  it('calls an empty stream a truncation', () => {
    expect(read([])).to.deep.equal({ events: [], end: truncated, skipped: [] });
  });

  it('emits what was received when the connection is lost, and leaves the error to the stream', () => {
    expect(read([hello], 'lost')).to.deep.equal({ events: [...told, messageDone], end: 'open', skipped: [] });
    expect(read([], 'lost')).to.deep.equal({ events: [], end: 'open', skipped: [] });
  });

  const notFinished: readonly unknown[] = ['', null, undefined, {}, 7, false, []];
  for (const reason of notFinished)
    it(`takes the finish reason ${JSON.stringify(reason)} for none`, () => {
      expect(read([hello, finish(reason)]).end).to.deep.equal(truncated);
    });
});

describe('chatDecoder: finish reasons', () => {
  const completionAfter = (...reasons: readonly string[]): ResponseEvent | undefined =>
    read([hello, ...reasons.map((reason) => finish(reason))]).events.at(-1);

  const cut = [
    'length',
    'max_tokens',
    'max_output_tokens',
    'model_length',
    'content_filter',
    'insufficient_system_resource',
  ];
  for (const finish_reason of cut)
    it(`calls an answer incomplete at "${finish_reason}" (decision: length, incomplete)`, () => {
      expect(completionAfter(finish_reason)).to.deep.equal({ ...completed, status: 'incomplete', finish_reason });
    });

  for (const finish_reason of ['stop', 'tool_calls', 'function_call', 'end_turn', 'eos', 'STOP', 'constructor', ' '])
    it(`calls an answer complete at "${finish_reason}", and keeps the reason`, () => {
      expect(completionAfter(finish_reason)).to.deep.equal({ ...completed, finish_reason });
    });

  it('completes once, with the last reason, where the reason is repeated', () => {
    const { events } = read([hello, finish('stop'), finish('stop'), finish('length'), finish(null), finish(''), DONE]);
    expect(events.filter(({ type }) => type === 'completed')).to.deep.equal([
      { ...completed, status: 'incomplete', finish_reason: 'length' },
    ]);
  });

  it('reads deltas after a finish reason', () => {
    const { events } = read([finish('stop'), hello]);
    expect(itemsIn(events)).to.deep.equal([message]);
  });

  it('fails at "error", after what was received', () => {
    expect(read([hello, finish('error')], 'nothing')).to.deep.equal({
      events: [...told, messageDone],
      end: { type: 'retryable', detail: 'the provider ended the answer with finish_reason "error"' },
      skipped: [],
    });
  });
});

// ---- errors in frames

const choiceError = (error: unknown, rest: object = {}) => ({ choices: [{ index: 0, delta: {}, error, ...rest }] });

const failures: readonly (readonly [string, unknown, ApiErrorKind])[] = [
  [
    'a nested error',
    { error: { message: 'm', type: 'server_error', code: null } },
    { type: 'retryable', detail: 'm', code: 'server_error' },
  ],
  ['an error that is text', { error: 'no model' }, { type: 'retryable', detail: 'no model' }],
  ['an error that says nothing', { error: {} }, { type: 'retryable', detail: '{"error":{}}' }],
  [
    'a numeric code that is a status of the client',
    { error: { code: 400, message: 'm' } },
    { type: 'invalid_request', status: 400, detail: 'm' },
  ],
  ['a status as text', { error: { code: '404', message: 'm' } }, { type: 'api', status: 404, detail: 'm' }],
  [
    'a numeric code that passes',
    { error: { code: 502, message: 'm' } },
    { type: 'retryable', status: 502, detail: 'm' },
  ],
  [
    'a numeric code of too many requests',
    { error: { code: 429, message: 'm' } },
    { type: 'rate_limit', status: 429, detail: 'm' },
  ],
  [
    'a flat error of vLLM',
    { object: 'error', message: 'm', type: 'BadRequestError', param: null, code: 400 },
    { type: 'invalid_request', status: 400, detail: 'm' },
  ],
  ['a flat error without a code', { object: 'error', message: 'm' }, { type: 'retryable', detail: 'm' }],
  [
    'a flat code and message',
    { code: 'Throttling', message: 'm' },
    { type: 'rate_limit', detail: 'm', code: 'Throttling' },
  ],
  [
    'a flat code and message that name a quota',
    { code: 'insufficient_quota', message: 'm', request_id: 'x' },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    'an error event',
    { type: 'error', code: 'server_error', message: 'm' },
    { type: 'retryable', detail: 'm', code: 'server_error' },
  ],
  [
    'an error in the choice',
    choiceError({ code: 'context_length_exceeded', message: 'm' }),
    { type: 'context_window_exceeded', detail: 'm', code: 'context_length_exceeded' },
  ],
  [
    'an error in the choice rather than its finish reason',
    choiceError({ code: 403, message: 'm' }, { finish_reason: 'error' }),
    { type: 'api', status: 403, detail: 'm' },
  ],
  ['an error in the choice that is text', choiceError('m'), { type: 'retryable', detail: 'm' }],
  [
    'the error event of Groq',
    {
      error: { message: 'Failed to call a function', type: 'invalid_request_error', code: 'tool_use_failed' },
    },
    { type: 'invalid_request', detail: 'Failed to call a function', code: 'tool_use_failed' },
  ],
  [
    'a quota, whatever the code beside it',
    { error: { message: 'm', type: 'insufficient_quota', code: 429 } },
    { type: 'quota_exceeded', status: 429, detail: 'm', code: 'insufficient_quota' },
  ],
  [
    'a plan that lacks the model',
    { error: { message: 'm', code: 'usage_not_included' } },
    { type: 'usage_not_included', detail: 'm', code: 'usage_not_included' },
  ],
  [
    'a rate limit with its delay in milliseconds',
    { error: { message: 'Please try again in 1.2s.', type: 'tokens', code: 'rate_limit_exceeded' } },
    { type: 'rate_limit', detail: 'Please try again in 1.2s.', delay: 1200, code: 'rate_limit_exceeded' },
  ],
  [
    'a rate limit without a delay',
    { error: { message: 'm', code: 'rate_limit_exceeded' } },
    { type: 'rate_limit', detail: 'm', code: 'rate_limit_exceeded' },
  ],
  [
    'a context that is too long',
    { error: { message: 'm', type: 'invalid_request_error', code: 'context_length_exceeded' } },
    { type: 'context_window_exceeded', detail: 'm', code: 'context_length_exceeded' },
  ],
  [
    'an overloaded server',
    { error: { message: 'm', code: 'server_is_overloaded' } },
    { type: 'server_overloaded', detail: 'm', code: 'server_is_overloaded' },
  ],
  [
    'an error chunk with an id and choices (OpenRouter)',
    {
      id: 'gen-1',
      object: 'chat.completion.chunk',
      error: { code: 'server_error', message: 'Provider disconnected' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: null }],
    },
    { type: 'retryable', detail: 'Provider disconnected', code: 'server_error' },
  ],
];

describe('chatDecoder: errors in frames', () => {
  for (const [what, frame, expected] of failures)
    it(`fails at once with ${what}, after what was received`, () => {
      expect(read([hello, frame, DONE], 'nothing')).to.deep.equal({
        events: [...told, messageDone],
        end: expected,
        skipped: [],
      });
    });

  it('keeps the text of the chunk that brings the error', () => {
    const frame = { ...hello, error: { message: 'm' } };
    expect(read([frame], 'nothing')).to.deep.equal({
      events: [...told, messageDone],
      end: { type: 'retryable', detail: 'm' },
      skipped: [],
    });
  });

  it('keeps the text of the choice that brings the error', () => {
    const frame = { choices: [{ index: 0, delta: { content: 'Hello' }, error: { message: 'm' } }] };
    expect(read([frame], 'nothing').events).to.deep.equal([...told, messageDone]);
  });

  it('fails at an error that follows a finish reason', () => {
    expect(read([hello, finish('stop'), { error: { message: 'm' } }], 'nothing').end).to.deep.equal({
      type: 'retryable',
      detail: 'm',
    });
  });

  const harmless: readonly object[] = [
    { ...hello, error: null },
    { choices: [{ index: 0, delta: { content: 'Hello' }, error: null }] },
    { ...hello, code: 0, message: 'success' },
    { ...hello, code: null, message: null },
    { ...hello, type: 'chat.completion.chunk' },
    { choices: [{ index: 1, error: { message: 'of another choice' } }, { delta: { content: 'Hello' } }] },
  ];
  for (const frame of harmless)
    it(`takes ${JSON.stringify(frame)} for no error`, () => {
      const { events, end } = read([frame], 'nothing');
      expect(events).to.deep.equal(told);
      expect(end).to.equal('open');
    });
});
