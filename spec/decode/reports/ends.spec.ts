import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { readFrames } from '../readFrames.js';

const finish = (finish_reason: unknown, more: object = {}) => ({
  id: 'c',
  choices: [{ index: 0, delta: { content: 'x' }, finish_reason }],
  ...more,
});
const onResponses = (response: object, type = 'response.completed') =>
  readFrames(responsesDecoder, [{ type, response }], 'nothing');
const onChat = (frame: object) => readFrames(chatDecoder, [frame]);
const last = ({ events }: { readonly events: readonly object[] }) => events.at(-1);

describe('S1 an odd usage costs no answer', () => {
  const counted = {
    input_tokens: 5,
    cached_input_tokens: 0,
    output_tokens: 2,
    reasoning_output_tokens: 0,
    total_tokens: 7,
  };
  const rows: readonly (readonly [string, unknown, object | null])[] = [
    ['empty details', { input_tokens: 5, output_tokens: 2, total_tokens: 7, output_tokens_details: {} }, counted],
    [
      'details of null',
      { input_tokens: 5, output_tokens: 2, total_tokens: 7, input_tokens_details: { cached_tokens: null } },
      counted,
    ],
    ['no total', { input_tokens: 5, output_tokens: 2 }, counted],
    ['the names of Chat', { prompt_tokens: 5, completion_tokens: 2 }, counted],
    ['the names of Responses', { input_tokens: 5, output_tokens: 2 }, counted],
    ['texts for numbers', { input_tokens: '5', output_tokens: '2' }, counted],
    ['camel case', { inputTokens: 5, outputTokens: 2, totalTokens: 7 }, counted],
    ['the other camel case', { promptTokens: 5, completionTokens: 2 }, counted],
    ['a total of another type', { input_tokens: 5, output_tokens: 2, total_tokens: { toString: null } }, counted],
    ['a negative total', { input_tokens: 5, output_tokens: 2, total_tokens: -1 }, counted],
    ['an infinite total', { input_tokens: 5, output_tokens: 2, total_tokens: Infinity }, counted],
    ['details that are a list', { input_tokens: 5, output_tokens: 2, output_tokens_details: [] }, counted],
    ['a count that is a text', { input_tokens: 'many', output_tokens: ' ' }, null],
    ['no members', {}, null],
    ['null', null, null],
    ['a list', [], null],
    ['a text', 'many', null],
  ];
  for (const [what, usage, expected] of rows) {
    it(`S1 reads ${what} over Responses`, () => {
      const reading = onResponses({ id: 'r', usage });
      expect(last(reading)).to.deep.include({ type: 'completed', status: 'completed', token_usage: expected });
      expect(reading.end).to.equal('complete');
    });
    it(`S1 reads ${what} over Chat`, () => {
      expect(last(onChat(finish('stop', { usage })))).to.deep.include({ status: 'completed', token_usage: expected });
    });
  }

  for (const id of [undefined, null, 7, ''])
    it(`S1 completes with the id ${JSON.stringify(id)}`, () => {
      expect(last(onResponses({ id }))).to.deep.include({ type: 'completed', response_id: '' });
    });

  it('S9 reads cached tokens, cache writes and the cost under every known name, and keeps the rest', () => {
    const usage = {
      prompt_tokens: 5,
      completion_tokens: 2,
      cached_tokens: 3,
      cost: 0.1,
      cache_creation_input_tokens: 1,
    };
    const expected = { ...counted, cached_input_tokens: 3, cost: 0.1, cache_write_input_tokens: 1 };
    expect(last(onChat(finish('stop', { usage })))).to.deep.include({ token_usage: expected });
    expect(last(onResponses({ usage }))).to.deep.include({ token_usage: expected });
    const odd = { input_tokens: 5, output_tokens: 2, output_tokens_details: { audio_tokens: 1 } };
    expect(last(onResponses({ usage: odd }))).to.deep.include({ token_usage: { ...counted, raw: odd } });
  });
});

describe('S2 the response decides, under any terminal name', () => {
  it('S2 fails where the error stands beside the response', () => {
    const error = { code: 'insufficient_quota', message: 'no' };
    for (const type of ['response.failed', 'response.completed', 'response.done', 'response.error'])
      for (const response of [{}, { id: 'r' }])
        expect(readFrames(responsesDecoder, [{ type, response, error }]).end).to.include({ type: 'quota_exceeded' });
  });

  for (const error of [null, '', false, {}, [], { code: null, message: '' }, { code: 0, message: null }])
    it(`S14 completes with the error ${JSON.stringify(error)}, which reports none`, () => {
      expect(onResponses({ id: 'r', error }).end).to.equal('complete');
      expect(onChat(finish('stop', { error })).end).to.equal('complete');
    });

  for (const [status, expected] of [
    ['INCOMPLETE', 'incomplete'],
    [' Incomplete ', 'incomplete'],
    ['Completed', 'completed'],
    ['in_progress', 'completed'],
    [7, 'completed'],
    [null, 'completed'],
  ] as const)
    it(`S2 reads the status ${JSON.stringify(status)}`, () => {
      expect(last(onResponses({ id: 'r', status }))).to.include({ type: 'completed', status: expected });
    });
  for (const status of ['FAILED', 'Error'])
    it(`S2 fails with the status ${status}`, () => {
      expect(onResponses({ id: 'r', status }).end).to.include({ type: 'stream', reason: 'unexplained' });
    });

  const names = ['response.completed', 'response.done', 'response.incomplete'];
  for (const type of names) {
    it(`S2 is cut where the response of ${type} is`, () => {
      for (const response of [
        { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
        { status: 'completed', incomplete_details: { reason: 'max_output_tokens' } },
        { incomplete_details: { reason: 'max_output_tokens' } },
      ])
        expect(last(onResponses(response, type))).to.deep.include({
          status: 'incomplete',
          finish_reason: 'max_output_tokens',
        });
    });
    it(`S2 has failed where the response of ${type} has`, () => {
      const error = { code: 'insufficient_quota', message: 'no' };
      for (const response of [{ status: 'failed', error }, { error }, { status: 'completed', error }]) {
        const reading = onResponses(response, type);
        expect(reading.events).to.deep.equal([]);
        expect(reading.end).to.include({ type: 'quota_exceeded' });
      }
      expect(onResponses({ status: 'failed' }, type).end).to.include({ type: 'stream', reason: 'unexplained' });
    });
    it(`S15 was cancelled where the response of ${type} was`, () => {
      for (const status of ['cancelled', 'canceled'])
        expect(onResponses({ status }, type).end).to.include({ type: 'stream', reason: 'cancelled' });
    });
  }

  it('S15 ends at response.cancelled', () => {
    expect(onResponses({ id: 'r' }, 'response.cancelled').end).to.include({ type: 'stream', reason: 'cancelled' });
  });

  it('keeps end_turn and usage_metadata', () => {
    const more = { end_turn: false, usage_metadata: { plan: 'x' } };
    expect(last(onResponses({ id: 'r', ...more }))).to.deep.include(more);
  });
});

describe('S4 finish reasons', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['completed', ['stop', 'tool_calls', 'STOP', 'end_turn', 'eos', 'function_call', 'brand_new_reason']],
    ['incomplete', ['length', 'MAX_TOKENS', 'max-tokens', 'model_context_window_exceeded', 'Max Output Tokens']],
    ['incomplete', ['content_filter', 'SAFETY', 'sensitive', 'FINISH_REASON_RECITATION', 'prohibited_content']],
  ];
  for (const [status, reasons] of rows)
    for (const reason of reasons)
      it(`S4 ends ${status} at ${reason}`, () => {
        expect(last(onChat(finish(reason)))).to.include({ status, finish_reason: reason });
      });
  for (const reason of ['', null, 7, {}])
    it(`S4 takes ${JSON.stringify(reason)} for no finish reason`, () => {
      expect(readFrames(chatDecoder, [finish(reason)], 'eof').end).to.include({ reason: 'truncated' });
    });
  for (const reason of ['error', 'network_error', 'ABORT', 'Server_Error', 'malformed_function_call'])
    it(`S4 fails at ${reason}, after what was received`, () => {
      const { events, end } = onChat(finish(reason));
      expect(events.some(({ type }) => type === 'completed')).to.equal(false);
      expect(events.some(({ type }) => type === 'output_item_done')).to.equal(true);
      expect(end).to.include({ type: 'retryable' }).and.to.have.property('detail').that.includes(reason);
    });
});
