import { expect } from 'chai';
import { messagesDecoder } from '../../../lib/decode/messages/messagesDecoder.js';
import { itemsIn, readFrames } from '../readFrames.js';

const start = (more: object = {}) => ({
  type: 'message_start',
  message: { id: 'msg_1', model: 'claude', content: [], usage: { input_tokens: 10, output_tokens: 1 }, ...more },
});
const begin = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, given: object) => ({ type: 'content_block_delta', index, delta: given });
const stop = (index: number) => ({ type: 'content_block_stop', index });
const finish = (stop_reason: string | null, usage: object = {}) => [
  { type: 'message_delta', delta: { stop_reason }, usage },
  { type: 'message_stop' },
];
const words = (index: number, ...pieces: readonly string[]) => [
  begin(index, { type: 'text', text: '' }),
  ...pieces.map((text) => delta(index, { type: 'text_delta', text })),
  stop(index),
];
const read = (...frames: readonly unknown[]) => readFrames(messagesDecoder, frames);

describe('messagesDecoder', () => {
  it('emits the text of an answer, its item and its end', () => {
    const { events, end, skipped } = read(start(), { type: 'ping' }, ...words(0, 'Hel', 'lo'), ...finish('end_turn'));
    expect(events).to.deep.equal([
      { type: 'created' },
      { type: 'server_model', model: 'claude' },
      { type: 'output_item_added', item: { type: 'message', role: 'assistant', content: [] } },
      { type: 'output_text_delta', delta: 'Hel', content_index: 0 },
      { type: 'output_text_delta', delta: 'lo', content_index: 0 },
      {
        type: 'output_item_done',
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] },
      },
      {
        type: 'completed',
        response_id: 'msg_1',
        token_usage: {
          input_tokens: 10,
          cached_input_tokens: 0,
          output_tokens: 1,
          reasoning_output_tokens: 0,
          total_tokens: 11,
        },
        status: 'completed',
        finish_reason: 'end_turn',
      },
    ]);
    expect(end).to.equal('complete');
    expect(skipped).to.deep.equal([]);
  });

  it('keeps signatures and redacted data on reasoning items, also of thinking without text', () => {
    const { events } = read(
      start(),
      begin(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      begin(1, { type: 'thinking', thinking: '', signature: '' }),
      delta(1, { type: 'signature_delta', signature: 'b25seQ' }),
      stop(1),
      begin(2, { type: 'redacted_thinking', data: 'ZGF0YQ' }),
      stop(2),
      ...finish('end_turn'),
    );
    expect(itemsIn(events)).to.deep.equal([
      {
        type: 'reasoning',
        id: '',
        summary: [],
        content: [{ type: 'reasoning_text', text: 'Hm.' }],
        signature: 'c2ln',
      },
      { type: 'reasoning', id: '', summary: [], content: [], signature: 'b25seQ' },
      { type: 'reasoning', id: '', summary: [], content: [], redacted_data: 'ZGF0YQ' },
    ]);
  });

  it('keeps a signature and a thought that come with the beginning of their block', () => {
    const { events } = read(
      start(),
      begin(0, { type: 'thinking', thinking: 'Hm.', signature: 'c2' }),
      delta(0, { type: 'signature_delta', signature: 'ln' }),
      stop(0),
      ...finish('end_turn'),
    );
    expect(itemsIn(events)).to.deep.equal([
      { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], signature: 'c2ln' },
    ]);
  });

  for (const [what, usage, tokens] of [
    ['the input alone', { input_tokens: 3 }, { input_tokens: 3, output_tokens: 0, total_tokens: 3 }],
    ['the output alone', { output_tokens: 4 }, { input_tokens: 0, output_tokens: 4, total_tokens: 4 }],
  ] as const)
    it(`reports the usage of a server that counts ${what}`, () => {
      const { events } = read(start({ usage: undefined }), ...words(0, 'a'), ...finish('end_turn', usage));
      expect(events.at(-1)).to.have.property('token_usage').that.includes(tokens);
    });

  it('reports no usage of a server that counts nothing', () => {
    const { events } = read(
      start({ usage: undefined }),
      ...words(0, 'a'),
      ...finish('end_turn', { service_tier: 'x' }),
    );
    expect(events.at(-1)).to.include({ token_usage: null });
  });

  const INPUTS: readonly (readonly [what: string, input: object, pieces: readonly string[], wanted: string])[] = [
    ['pieces', {}, ['', '{"a"', ':1}'], '{"a":1}'],
    ['no piece', {}, [], '{}'],
    ['an empty piece', {}, [''], '{}'],
    ['the start', { a: 1 }, [], '{"a":1}'],
  ];
  for (const [what, input, pieces, wanted] of INPUTS)
    it(`reads the input of a call from ${what}`, () => {
      const { events } = read(
        start(),
        begin(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input, caller: { type: 'direct' } }),
        ...pieces.map((partial_json) => delta(0, { type: 'input_json_delta', partial_json })),
        stop(0),
        ...finish('tool_use'),
      );
      expect(itemsIn(events)).to.deep.equal([
        { type: 'function_call', call_id: 'toolu_1', name: 'f', arguments: wanted, caller: { type: 'direct' } },
      ]);
    });

  it('joins neighbouring texts in one message, each with its citations', () => {
    const citation = { type: 'char_location', cited_text: 'x' };
    const { events } = read(
      start(),
      ...words(0, 'a'),
      begin(1, { type: 'text', text: '' }),
      delta(1, { type: 'text_delta', text: 'b' }),
      delta(1, { type: 'citations_delta', citation }),
      stop(1),
      ...finish('end_turn'),
    );
    expect(itemsIn(events)).to.deep.equal([
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'a' },
          { type: 'output_text', text: 'b', citations: [citation] },
        ],
      },
    ]);
  });

  it('keeps the blocks of server tools, and the container, as items of another type', () => {
    const { events } = read(
      start(),
      begin(0, { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"query":"tides"}' }),
      stop(0),
      { type: 'message_delta', delta: { stop_reason: 'pause_turn', container: { id: 'c_1' } }, usage: {} },
      { type: 'message_stop' },
    );
    expect(itemsIn(events)).to.deep.equal([
      {
        type: 'other',
        wire: 'messages',
        raw: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'tides' } },
      },
      { type: 'other', wire: 'messages', raw: { type: 'container', id: 'c_1' } },
    ]);
    expect(events.at(-1)).to.include({ type: 'completed', status: 'completed', finish_reason: 'pause_turn' });
  });

  for (const [reason, status] of Object.entries({
    end_turn: 'completed',
    stop_sequence: 'completed',
    tool_use: 'completed',
    pause_turn: 'completed',
    max_tokens: 'incomplete',
    model_context_window_exceeded: 'incomplete',
    refusal: 'incomplete',
    a_word_of_a_later_version: 'incomplete',
  }))
    it(`reports ${reason} as ${status}`, () => {
      const { events } = read(start(), ...words(0, 'a'), ...finish(reason));
      expect(events.at(-1)).to.include({ type: 'completed', status, finish_reason: reason });
    });

  it('replaces counts and never adds them, and counts what the cache read and wrote as input', () => {
    const counts = { input_tokens: 5, cache_creation_input_tokens: 20, cache_read_input_tokens: 300 };
    const { events } = read(
      start({ usage: { input_tokens: 1, output_tokens: 1 } }),
      ...finish('end_turn', { ...counts, output_tokens: 7, output_tokens_details: { thinking_tokens: 4 } }),
    );
    expect(events.at(-1)).to.deep.include({
      token_usage: {
        input_tokens: 325,
        cached_input_tokens: 300,
        cache_write_input_tokens: 20,
        output_tokens: 7,
        reasoning_output_tokens: 4,
        total_tokens: 332,
      },
    });
  });

  it('fails with the kind of an error in the stream, after the text so far', () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    const { events, end } = read(
      start(),
      begin(0, { type: 'text', text: '' }),
      delta(0, { type: 'text_delta', text: 'Half' }),
      { type: 'error', error },
    );
    expect(end).to.deep.include({ type: 'server_overloaded', detail: 'Overloaded', code: 'overloaded_error' });
    expect(itemsIn(events)).to.have.length(1);
  });

  it('fails as truncated without message_stop, and drops a call that is not whole', () => {
    const { events, end } = read(
      start(),
      begin(0, { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"a":' }),
    );
    expect(end).to.deep.include({ type: 'stream', reason: 'truncated' });
    expect(itemsIn(events)).to.deep.equal([]);
  });

  it('ignores a repeated start and fails at the start of another message', () => {
    expect(read(start(), start(), ...finish('end_turn')).end).to.equal('complete');
    expect(read(start(), start({ id: 'msg_2' })).end).to.deep.include({ type: 'stream', reason: 'malformed' });
  });

  it('skips events, deltas and values of unknown types, and the sentinel of gateways', () => {
    const { end, skipped } = read(
      start(),
      { type: 'future_event' },
      'text',
      begin(0, { type: 'text', text: '' }),
      delta(0, { type: 'future_delta' }),
      delta(7, { type: 'text_delta', text: 'x' }),
      '[DONE]',
      ...finish('end_turn'),
    );
    expect(end).to.equal('complete');
    expect(skipped).to.have.length(4);
  });

  it('emits the text so far, and no completion, if the connection is lost', () => {
    const frames = [start(), begin(0, { type: 'text', text: 'Half' })];
    const { events, end } = readFrames(messagesDecoder, frames, 'lost');
    expect(end).to.equal('open');
    expect(itemsIn(events)).to.have.length(1);
  });
});
