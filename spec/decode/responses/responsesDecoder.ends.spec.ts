import { expect } from 'chai';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import type { ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import { readFrames, type Reading } from '../readFrames.js';

const decode = (...frames: readonly unknown[]): Reading => readFrames(responsesDecoder, frames, 'nothing');

const completed = { type: 'completed', response_id: '', token_usage: null, status: 'completed' };
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 120,
};
const counted = {
  input_tokens: 100,
  cached_input_tokens: 40,
  output_tokens: 20,
  reasoning_output_tokens: 5,
  total_tokens: 120,
};

const ends: readonly (readonly [string, object, object])[] = [
  ['a completion', { type: 'response.completed', response: { id: 'r' } }, { response_id: 'r' }],
  [
    'its usage',
    { type: 'response.completed', response: { id: 'r', usage } },
    { response_id: 'r', token_usage: counted },
  ],
  ['a usage of null', { type: 'response.completed', response: { id: 'r', usage: null } }, { response_id: 'r' }],
  [
    'a usage whose details are null or missing',
    {
      type: 'response.completed',
      response: { id: 'r', usage: { ...usage, input_tokens_details: null, output_tokens_details: undefined } },
    },
    { response_id: 'r', token_usage: { ...counted, cached_input_tokens: 0, reasoning_output_tokens: 0 } },
  ],
  [
    'response.done like response.completed (decision: response.done)',
    { type: 'response.done', response: { id: 'r', usage } },
    { response_id: 'r', token_usage: counted },
  ],
  ['a response.done without a response', { type: 'response.done' }, {}],
  ['a response.done without an id', { type: 'response.done', response: { usage: null } }, {}],
  [
    'response.incomplete with its reason (decision: length, incomplete)',
    { type: 'response.incomplete', response: { id: 'r', usage, incomplete_details: { reason: 'max_output_tokens' } } },
    { response_id: 'r', token_usage: counted, status: 'incomplete', finish_reason: 'max_output_tokens' },
  ],
  [
    'any other reason of response.incomplete',
    { type: 'response.incomplete', response: { incomplete_details: { reason: 'content_filter' } } },
    { status: 'incomplete', finish_reason: 'content_filter' },
  ],
  ...[undefined, null, {}, { incomplete_details: null }, { incomplete_details: {} }].map(
    (response) =>
      [
        `response.incomplete with the response ${response === undefined ? 'missing' : JSON.stringify(response)}`,
        { type: 'response.incomplete', response },
        { status: 'incomplete', finish_reason: 'unknown' },
      ] as const,
  ),
];

const unreadable: readonly (readonly [object, string])[] = [
  [{ type: 'response.completed' }, 'expected an object, got nothing'],
  [{ type: 'response.completed', response: null }, 'expected an object, got null'],
  [{ type: 'response.completed', response: 'r' }, 'expected an object, got "r"'],
  [{ type: 'response.done', response: 7 }, 'expected an object, got 7'],
];

const quota = { code: 'insufficient_quota', message: 'm' };
const failures: readonly (readonly [string, object, ApiErrorKind])[] = [
  [
    'response.failed',
    { type: 'response.failed', response: { error: quota } },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    'response.failed without a reason',
    { type: 'response.failed' },
    { type: 'stream', reason: 'unexplained', detail: 'response.failed event received' },
  ],
  [
    'a nested error event',
    { type: 'error', error: quota },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    'a flat error event',
    { type: 'error', ...quota },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
  [
    'an error object in place of an event',
    { error: quota },
    { type: 'quota_exceeded', detail: 'm', code: 'insufficient_quota' },
  ],
];

describe('responsesDecoder: ends', () => {
  for (const [what, frame, event] of ends)
    it(`completes at once with ${what}`, () => {
      const reading = decode(frame);
      expect(reading.events).to.deep.equal([{ ...completed, ...event }]);
      expect(reading.end).to.equal('complete');
    });

  it('adds nothing for an empty output in the completion (decision: the final answer)', () => {
    const reading = decode({ type: 'response.completed', response: { id: 'r', output: [] } });
    expect(reading.events).to.deep.equal([{ ...completed, response_id: 'r' }]);
  });

  for (const [frame, fault] of unreadable)
    it(`fails at an end that cannot be read: ${JSON.stringify(frame)}`, () => {
      const reading = decode(frame);
      expect(reading.events).to.deep.equal([]);
      expect(reading.end).to.have.property('type', 'stream');
      expect(reading.end).to.have.property('detail').that.includes(`failed to parse ResponseCompleted: ${fault}`);
    });

  for (const [what, frame, expected] of failures)
    it(`fails at once with ${what} (decision: response.failed, in-stream error event, error object in a 200 body)`, () => {
      const reading = decode(frame);
      expect(reading.events).to.deep.equal([]);
      expect(reading.end).to.deep.equal(expected);
    });

  it('stays open at an event whose error is null', () => {
    expect(decode({ type: 'response.created', response: { id: 'r', error: null } }).end).to.equal('open');
  });

  it('calls an end of the stream a truncation (decision: EOF without a terminal event, Responses)', () => {
    const { end } = readFrames(responsesDecoder, [{ type: 'response.output_text.delta', delta: 'Hel' }]);
    expect(end).to.deep.equal({
      type: 'stream',
      reason: 'truncated',
      detail: 'stream closed before response.completed',
    });
  });
});

describe('responsesDecoder: the model that answers', () => {
  const modelsOf = (...frames: readonly unknown[]): readonly unknown[] =>
    decode(...frames).events.flatMap((event) => (event.type === 'server_model' ? event.model : []));
  const created = (headers: unknown) => ({ type: 'response.created', response: { headers } });

  const places: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['the headers of the response, in any case', created({ 'OpenAI-Model': 'm' }), ['m']],
    ['x-openai-model', created({ 'X-OpenAI-Model': 'm' }), ['m']],
    ['the first string of a list', created({ 'openai-model': [7, 'm1', 'm2'] }), ['m1']],
    ['the headers of the event', { type: 'codex.response.metadata', headers: { 'openai-model': 'm' } }, ['m']],
    [
      "the response's headers before the event's",
      { ...created({ 'openai-model': 'a' }), headers: { 'openai-model': 'b' } },
      ['a'],
    ],
    ['no response.model', { type: 'response.created', response: { model: 'm' } }, []],
    ['no value that is no text', created({ 'openai-model': 7 }), []],
    ['no empty list', created({ 'openai-model': [] }), []],
    ['no header of another name', created({ 'my-openai-model': 'm' }), []],
    ['no headers that are a list', created(['openai-model']), []],
    [
      'no frame that is skipped',
      { type: 'response.output_text.delta', delta: 5, headers: { 'openai-model': 'm' } },
      [],
    ],
  ];
  for (const [what, frame, expected] of places)
    it(`reads ${what}`, () => {
      expect(modelsOf(frame)).to.deep.equal(expected);
    });

  it('emits the model before the event of its frame', () => {
    expect(decode(created({ 'openai-model': 'm' })).events).to.deep.equal([
      { type: 'server_model', model: 'm' },
      { type: 'created' },
    ]);
  });

  it('emits it again only when it changes, in this stream', () => {
    const frames = ['a', 'a', 'b', 'b', 'a'].map((model) => created({ 'openai-model': model }));
    expect(modelsOf(...frames)).to.deep.equal(['a', 'b', 'a']);
    expect(modelsOf(...frames)).to.deep.equal(['a', 'b', 'a']);
  });

  it('emits it together with the completion', () => {
    const reading = decode({ type: 'response.completed', response: { id: 'r', headers: { 'openai-model': 'm' } } });
    expect(reading.events.map(({ type }) => type)).to.deep.equal(['server_model', 'completed']);
    expect(reading.end).to.equal('complete');
  });
});
