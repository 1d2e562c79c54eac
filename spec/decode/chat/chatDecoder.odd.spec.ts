import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { itemsIn, readFrames } from '../readFrames.js';

const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const read = (...frames: readonly unknown[]) => readFrames(chatDecoder, frames);
const calls = (...tool_calls: readonly object[]) => ({ choices: [{ index: 0, delta: { tool_calls } }] });
const whole = (...tool_calls: readonly object[]) => ({ choices: [{ index: 0, message: { tool_calls } }] });
const call = (call_id: string, name: string, json: string) => ({
  type: 'function_call',
  name,
  arguments: json,
  call_id,
});
const fn = (name: string | undefined, json: string) => ({
  function: { ...(name === undefined ? {} : { name }), arguments: json },
});

describe('chatDecoder: what no specification foresees', () => {
  it("reports the provider's reason, where its last chunk has an error and a finish_reason of error", () => {
    const chunk = {
      error: { code: 502, message: 'Provider disconnected' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    };
    expect(read(chunk).end).to.deep.equal({ type: 'retryable', status: 502, detail: 'Provider disconnected' });
  });

  it('reports the error that Groq puts into x_groq', () => {
    const end = read({ choices: [], x_groq: { error: { message: 'over capacity' } } }).end;
    expect(end).to.deep.equal({ type: 'retryable', detail: 'over capacity' });
  });

  for (const error of ['', false, null])
    it(`takes error: ${JSON.stringify(error)} for none`, () => {
      expect(read({ ...stop, error }).end).to.equal('complete');
    });

  it('takes a code of success for no error', () => {
    expect(read({ code: 200, message: 'ok' }, stop).end).to.equal('complete');
  });

  it('reads the calls of messages that come without deltas, each once', () => {
    const [a, b] = [
      { id: 'a', ...fn('f', '{}') },
      { id: 'b', ...fn('g', '{}') },
    ];
    expect(itemsIn(read(whole(a), whole(a, b), stop).events)).to.deep.equal([
      call('a', 'f', '{}'),
      call('b', 'g', '{}'),
    ]);
  });

  it('reads a choice whose delta is an empty list, as PHP writes an empty object', () => {
    const { end, skipped } = read({ choices: [{ delta: [], finish_reason: 'stop' }] });
    expect({ end, skipped }).to.deep.equal({ end: 'complete', skipped: [] });
  });

  it('keeps a call whose function is an empty list', () => {
    const events = read(calls({ id: 'a', function: [] }), calls({ id: 'a', ...fn('f', '{}') }), stop).events;
    expect(itemsIn(events)).to.deep.equal([call('a', 'f', '{}')]);
  });

  it('reads the choice whose index is the text "0"', () => {
    const { events } = read({ choices: [{ index: '0', delta: { content: 'a' } }] }, stop);
    expect(itemsIn(events)).to.have.length(1);
  });

  it('reads bare texts in a list of content', () => {
    const { events } = read({ choices: [{ delta: { content: ['a', { text: 'b' }] } }] }, stop);
    expect(itemsIn(events)).to.deep.equal([
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ab' }] },
    ]);
  });

  it('reads the counts of a usage although others of it are odd', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: '7', prompt_tokens_details: [] };
    expect(read({ ...stop, usage }).events.at(-1))
      .to.have.property('token_usage')
      .that.deep.equals({
        input_tokens: 3,
        cached_input_tokens: 0,
        output_tokens: 4,
        reasoning_output_tokens: 0,
        total_tokens: 7,
      });
  });
});

describe('chatDecoder: calls that share an index', () => {
  const rows: readonly (readonly [string, readonly object[], readonly object[]])[] = [
    [
      'another name begins a call where the one before is complete, even without arguments yet',
      [
        { index: 0, ...fn('f', '{}') },
        { index: 0, ...fn('g', '') },
        { index: 0, ...fn(undefined, '{"x":1}') },
      ],
      [call('tool-call-0', 'f', '{}'), call('tool-call-1', 'g', '{"x":1}')],
    ],
    [
      'a complete call with an id is not continued by another name',
      [
        { id: 'a', ...fn('f', '{}') },
        { index: 0, ...fn('g', '{"x":1}') },
      ],
      [call('a', 'f', '{}'), call('tool-call-1', 'g', '{"x":1}')],
    ],
    [
      'an id is not given to a complete call of another name',
      [
        { index: 0, ...fn('f', '{}') },
        { index: 0, id: 'b', ...fn('g', '{"b":1}') },
      ],
      [call('tool-call-0', 'f', '{}'), call('b', 'g', '{"b":1}')],
    ],
    [
      'a repeated name continues the call',
      [
        { index: 0, ...fn('f', '{}') },
        { index: 0, ...fn('f', '') },
      ],
      [call('tool-call-0', 'f', '{}')],
    ],
    [
      'a made-up id is unlike any given one',
      [
        { index: 0, ...fn('f', '{}') },
        { index: 1, id: 'tool-call-0', ...fn('g', '{}') },
      ],
      [call('tool-call-0-', 'f', '{}'), call('tool-call-0', 'g', '{}')],
    ],
  ];

  for (const [what, pieces, expected] of rows)
    it(what, () => {
      const events = read(...pieces.map((piece) => calls(piece)), stop).events;
      expect(itemsIn(events)).to.deep.equal(expected);
    });
});
