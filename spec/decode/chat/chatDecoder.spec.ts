import { expect } from 'chai';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { itemsIn, readFrames, type Reading } from '../readFrames.js';

const chunk = (delta: object | null, rest: object = {}) => ({ choices: [{ index: 0, delta, ...rest }] });
const whole = (message: object, rest: object = {}) => ({ choices: [{ index: 0, message, ...rest }] });
const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };

const read = (...frames: readonly unknown[]): Reading => readFrames(chatDecoder, frames);
/** What is told of frames before the stream ends. */
const toldOf = (...frames: readonly unknown[]): readonly ResponseEvent[] =>
  readFrames(chatDecoder, frames, 'nothing').events;
const completionOf = (...frames: readonly unknown[]): ResponseEvent | undefined => read(...frames).events.at(-1);

const emptyMessage = { type: 'message', role: 'assistant', content: [] };
const emptyReasoning = { type: 'reasoning', id: '', summary: [], content: [] };
const message = (...content: readonly object[]) => ({ ...emptyMessage, content });
const outputText = (text: string) => ({ type: 'output_text', text });
const refused = (refusal: string) => ({ type: 'other', raw: { type: 'refusal', refusal } });
const thought = (text: string) => ({ ...emptyReasoning, content: [{ type: 'reasoning_text', text }] });
const summarised = (text: string) => ({ ...emptyReasoning, summary: [{ type: 'summary_text', text }] });
const completed = { type: 'completed', response_id: '', token_usage: null, status: 'completed' };

// ---- what a delta says

const spoken = {
  text: (delta: string) => ({ type: 'output_text_delta', delta }),
  reasoning: (delta: string) => ({ type: 'reasoning_content_delta', delta, content_index: 0 }),
  summary: (delta: string) => ({ type: 'reasoning_summary_delta', delta, summary_index: 0 }),
  refusal: (delta: string) => ({ type: 'refusal_delta', delta }),
};
const { text, reasoning, summary, refusal } = spoken;

const thinking = (value: unknown) => ({ content: [{ type: 'thinking', thinking: value }] });
const deltas: readonly (readonly [string, object, readonly object[]])[] = [
  ['content', { content: 'a' }, [text('a')]],
  ['white space', { content: ' \n' }, [text(' \n')]],
  ['content in parts', { content: [{ type: 'text', text: 'a' }, { text: 'b' }] }, [text('a'), text('b')]],
  ['no part without text', { content: [{ type: 'image_url' }, null, 7, { text: '' }, { text: { a: 1 } }] }, []],
  ['no empty content', { content: '' }, []],
  [
    'images under each of their names, with their numbers',
    {
      images: [
        { image_url: { url: 'data:image/png;base64,YQ==' } },
        { image_url: 'Yg==' },
        { url: 'https://h.example/c.png' },
        { b64_json: 'ZA==' },
        'ZQ==',
      ],
    },
    ['YQ==', 'Yg==', 'https://h.example/c.png', 'ZA==', 'ZQ=='].map((image, partial_image_index) => ({
      type: 'image_partial',
      image,
      partial_image_index,
    })),
  ],
  [
    'audio and what it says',
    { audio: { data: 'YQ==', transcript: 'hi' } },
    [
      { type: 'audio_delta', delta: 'YQ==' },
      { type: 'audio_transcript_delta', delta: 'hi' },
    ],
  ],
  ['images without audio, and audio that says nothing', { audio: { id: 'a' }, images: [] }, []],
  ['no content of null', { content: null }, []],
  ['a part without its list', { content: { type: 'text', text: 'a' } }, [text('a')]],
  ['no content that is neither text nor list', { content: 7 }, []],
  ['no bare role', { role: 'assistant' }, []],
  ['reasoning', { reasoning: 'a' }, [reasoning('a')]],
  ['reasoning_content', { reasoning_content: 'a' }, [reasoning('a')]],
  ['the text of a reasoning object', { reasoning: { text: 'a', content: 'b' } }, [reasoning('a')]],
  ['the content of a reasoning object', { reasoning: { content: 'b' } }, [reasoning('b')]],
  ['the content of a reasoning_content object', { reasoning_content: { content: 'b' } }, [reasoning('b')]],
  ['no reasoning object that says nothing', { reasoning: { text: 7, content: null } }, []],
  ['the same reasoning under both names once', { reasoning: 'a', reasoning_content: 'a' }, [reasoning('a')]],
  ['reasoning rather than reasoning_content', { reasoning_content: 'b', reasoning: 'a' }, [reasoning('a')]],
  ['reasoning_content beside an empty reasoning', { reasoning: '', reasoning_content: 'a' }, [reasoning('a')]],
  ['reasoning_content beside a reasoning of null', { reasoning: null, reasoning_content: 'a' }, [reasoning('a')]],
  ['a thinking part', thinking([{ type: 'text', text: 'a' }]), [reasoning('a')]],
  ['a thinking part with several texts as one piece', thinking([{ text: 'a' }, { text: 'b' }]), [reasoning('ab')]],
  ['a thinking part that is text', thinking('a'), [reasoning('a')]],
  ['no empty thinking part', thinking([]), []],
  ['a thinking part whose text has the usual name', { content: [{ type: 'thinking', text: 'a' }] }, [reasoning('a')]],
  ['a part of type reasoning', { content: [{ type: 'reasoning', text: 'a' }] }, [reasoning('a')]],
  [
    'thinking and text parts in their order',
    {
      content: [
        { type: 'thinking', thinking: 'a' },
        { type: 'text', text: 'b' },
      ],
    },
    [reasoning('a'), text('b')],
  ],
  [
    'reasoning_details alone as a summary',
    { reasoning_details: [{ type: 'reasoning.text', text: 'a' }, { type: 'reasoning.summary', summary: 'b' }, null] },
    [summary('ab')],
  ],
  ['reasoning_text alone as a summary', { reasoning_text: 'a' }, [summary('a')]],
  ['no encrypted detail', { reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }] }, []],
  [
    'no detail and no reasoning_text beside reasoning, which they repeat',
    { reasoning: 'a', reasoning_text: 'a', reasoning_details: [{ type: 'reasoning.text', text: 'a' }] },
    [reasoning('a')],
  ],
  ['a refusal', { refusal: 'no' }, [refusal('no')]],
  ['no refusal of null', { refusal: null, content: 'a' }, [text('a')]],
  [
    'reasoning, then text, then a refusal',
    { refusal: 'no', content: 'a', reasoning: 'r' },
    [reasoning('r'), text('a'), refusal('no')],
  ],
];

const said = (events: readonly ResponseEvent[]): readonly ResponseEvent[] =>
  events.filter(({ type }) => type.endsWith('_delta') || type === 'image_partial');

describe('chatDecoder: content of a delta', () => {
  for (const [what, delta, expected] of deltas) {
    it(`reads ${what}`, () => {
      expect(said(toldOf(chunk(delta)))).to.deep.equal(expected);
    });
  }

  it('announces the message before its first piece, and only then', () => {
    expect(toldOf(chunk({ content: 'Hel' }), chunk({ content: 'lo' }))).to.deep.equal([
      { type: 'output_item_added', item: emptyMessage },
      text('Hel'),
      text('lo'),
    ]);
  });

  it('announces the reasoning before its first piece, and only then', () => {
    expect(toldOf(chunk({ reasoning: 'a' }), chunk({ reasoning_content: 'b' }))).to.deep.equal([
      { type: 'output_item_added', item: emptyReasoning },
      reasoning('a'),
      reasoning('b'),
    ]);
  });

  it('announces a summary part before its first piece, and only then', () => {
    expect(toldOf(chunk({ reasoning_text: 'a' }), chunk({ reasoning_text: 'b' }))).to.deep.equal([
      { type: 'output_item_added', item: emptyReasoning },
      { type: 'reasoning_summary_part_added', summary_index: 0 },
      summary('a'),
      summary('b'),
    ]);
  });

  it('announces a message once, though it holds text and a refusal', () => {
    expect(toldOf(chunk({ content: 'a' }), chunk({ refusal: 'no' }))).to.deep.equal([
      { type: 'output_item_added', item: emptyMessage },
      text('a'),
      refusal('no'),
    ]);
  });

  it('emits nothing for empty pieces, and makes no item of them', () => {
    const frames = [chunk({ role: 'assistant', content: '' }), chunk({ reasoning: '', refusal: '' }), stop];
    expect(read(...frames)).to.deep.equal({
      events: [{ ...completed, finish_reason: 'stop' }],
      end: 'complete',
      skipped: [],
    });
  });
});

describe('chatDecoder: the items of an answer', () => {
  const answers: readonly (readonly [string, readonly object[], readonly object[]])[] = [
    ['text in one part', [{ content: 'Hel' }, { content: 'lo' }], [message(outputText('Hello'))]],
    ['reasoning in one part', [{ reasoning: 'a' }, { reasoning_content: 'b' }], [thought('ab')]],
    [
      'a summary in one part',
      [{ reasoning_text: 'a' }, { reasoning_text: 'b' }],
      [{ ...summarised('ab'), reasoning_text: 'ab' }],
    ],
    ['a refusal as a part of the message', [{ refusal: 'I ' }, { refusal: 'cannot' }], [message(refused('I cannot'))]],
    [
      'text before a refusal, whatever came first',
      [{ refusal: 'no' }, { content: 'a' }],
      [message(outputText('a'), refused('no'))],
    ],
    [
      'text that continues after a refusal in the same part',
      [{ content: 'a' }, { refusal: 'no' }, { content: 'b' }],
      [message(outputText('ab'), refused('no'))],
    ],
    [
      'summary and reasoning in one item',
      [{ reasoning_text: 's' }, { reasoning: 'r' }],
      [{ ...thought('r'), summary: [{ type: 'summary_text', text: 's' }], reasoning_text: 's' }],
    ],
  ];
  for (const [what, said, items] of answers)
    it(`holds ${what}`, () => {
      expect(itemsIn(read(...said.map((delta) => chunk(delta)), stop).events)).to.deep.equal(items);
    });

  const call = { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] };
  const orders: readonly (readonly object[])[] = [
    [{ reasoning: 'r' }, { content: 'a' }, call],
    [call, { content: 'a' }, { reasoning: 'r' }],
    [{ content: 'a', reasoning: 'r', ...call }],
  ];
  for (const said of orders)
    it(`ends with reasoning, message, tool calls, then the completion, after ${JSON.stringify(said)} (decision: Chat completion order)`, () => {
      const { events } = read(...said.map((delta) => chunk(delta)), stop);
      expect(itemsIn(events).map(({ type }) => type)).to.deep.equal(['reasoning', 'message', 'function_call']);
      expect(events.at(-1)).to.deep.equal({ ...completed, finish_reason: 'stop' });
    });

  it('finishes nothing before the end, also not at a finish reason', () => {
    const told = toldOf(chunk({ content: 'a' }), chunk(call), chunk({}, { finish_reason: 'tool_calls' }));
    expect(itemsIn(told)).to.deep.equal([]);
  });
});

describe('chatDecoder: a message in place of a delta, or beside it', () => {
  const textOf = (...frames: readonly unknown[]): readonly string[] =>
    toldOf(...frames).flatMap((event) => (event.type === 'output_text_delta' ? [event.delta] : []));

  const rows: readonly (readonly [string, readonly unknown[], readonly string[]])[] = [
    ['a whole message', [whole({ role: 'assistant', content: 'Hello' }, { finish_reason: 'stop' })], ['Hello']],
    ['messages that are pieces', [whole({ content: 'Hel' }), whole({ content: 'lo' })], ['Hel', 'lo']],
    [
      'messages that repeat the deltas, and add to them',
      [whole({ content: 'Hel' }), whole({ content: 'Hello' }), whole({ content: 'Hello' })],
      ['Hel', 'lo'],
    ],
    [
      'deltas with a message of everything so far beside them (Perplexity)',
      [
        { choices: [{ index: 0, delta: { content: 'Hel' }, message: { content: 'Hel' } }] },
        { choices: [{ index: 0, delta: { content: 'lo' }, message: { content: 'Hello' } }] },
      ],
      ['Hel', 'lo'],
    ],
    [
      'a message at the end that repeats all deltas',
      [chunk({ content: 'Hel' }), chunk({ content: 'lo' }), whole({ content: 'Hello' })],
      ['Hel', 'lo'],
    ],
    [
      'a message at the end with more text than the deltas',
      [chunk({ content: 'Hel' }), whole({ content: 'Hello' })],
      ['Hel', 'lo'],
    ],
    [
      'deltas, and not a message that contradicts them',
      [chunk({ content: 'Hello' }), whole({ content: '**Hello**' })],
      ['Hello'],
    ],
    ['a message of null', [{ choices: [{ delta: { content: 'a' }, message: null }] }], ['a']],
    ['a message beside a delta of null', [{ choices: [{ delta: null, message: { content: 'a' } }] }], ['a']],
  ];
  for (const [what, frames, expected] of rows)
    it(`reads ${what}`, () => {
      expect(textOf(...frames)).to.deep.equal(expected);
    });

  it('reads reasoning, refusal and tool calls of a message too', () => {
    const tool_calls = [{ id: 'c', function: { name: 'f', arguments: '{}' } }];
    expect(
      itemsIn(read(whole({ reasoning_content: 'r', refusal: 'no', tool_calls }, { finish_reason: 'stop' })).events),
    ).to.deep.equal([
      thought('r'),
      message(refused('no')),
      { type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' },
    ]);
  });

  it('emits the tool calls of a message once, where its deltas had them before', () => {
    const tool_calls = [{ id: 'c', function: { name: 'f', arguments: '{}' } }];
    const { events } = read(chunk({ tool_calls }), whole({ tool_calls }, { finish_reason: 'tool_calls' }));
    expect(itemsIn(events)).to.deep.equal([{ type: 'function_call', name: 'f', arguments: '{}', call_id: 'c' }]);
  });
});

describe('chatDecoder: choices', () => {
  const other = { index: 1, delta: { content: 'other' }, finish_reason: 'stop', usage: { total_tokens: 1 } };

  it('follows choice 0 only, and reports the others (decision: only choice 0 is followed)', () => {
    const mixed = { choices: [other, { index: 0, delta: { content: 'a' } }] };
    expect(readFrames(chatDecoder, [mixed], 'nothing')).to.deep.equal({
      events: [{ type: 'output_item_added', item: emptyMessage }, text('a')],
      end: 'open',
      skipped: ['only the choice with index 0 is followed'],
    });
  });

  it('takes neither finish reason nor usage from another choice', () => {
    expect(read({ choices: [other] }).end).to.deep.equal({
      type: 'stream',
      reason: 'truncated',
      detail: 'stream closed before completion',
    });
    expect(completionOf({ choices: [other] }, stop)).to.have.property('token_usage', null);
  });

  for (const index of [undefined, null, 0])
    it(`follows a choice whose index is ${String(index)}`, () => {
      expect(said(toldOf({ choices: [{ index, delta: { content: 'a' } }] }))).to.deep.equal([text('a')]);
    });

  it('reads every choice of a chunk that belongs to choice 0', () => {
    const twice = { choices: [{ delta: { content: 'a' } }, null, { delta: { content: 'b' } }] };
    expect(said(toldOf(twice))).to.deep.equal([text('a'), text('b')]);
  });

  const silent: readonly unknown[] = [
    { choices: [] },
    { choices: null },
    {},
    { id: 'x', prompt_filter_results: [{ prompt_index: 0 }] },
    { choices: [null] },
    { choices: [{}] },
    { choices: [{ index: 0 }] },
    { choices: [{ index: 0, delta: null, message: null, finish_reason: null, usage: null, error: null }] },
    { choices: [{ index: 0, delta: {}, finish_reason: '' }] },
  ];
  for (const frame of silent)
    it(`reads nothing in ${JSON.stringify(frame)}, and reports nothing`, () => {
      expect(readFrames(chatDecoder, [frame], 'nothing')).to.deep.equal({ events: [], end: 'open', skipped: [] });
    });

  const reported: readonly (readonly [unknown, string])[] = [
    [{ choices: 'none' }, 'choices is not a list'],
    [{ choices: { 0: { delta: { content: 'a' } } } }, 'choices is not a list'],
    [{ choices: [7] }, 'a choice that does not match the schema of its type'],
    [{ choices: [[]] }, 'a choice that does not match the schema of its type'],
    [chunk({ tool_calls: ['f'] }), 'a tool call that is no object'],
    [chunk({ audio: { format: 'wav' } }), 'audio of an unknown form in a delta'],
    [chunk({ images: [{ type: 'image_url' }] }), 'images of an unknown form in a delta'],
    [{ type: 'ping' }, 'no chunk of a Chat stream'],
    [{ status: 'queued' }, 'no chunk of a Chat stream'],
    ['text', 'not a JSON object'],
    [7, 'not a JSON object'],
    [null, 'not a JSON object'],
    [[stop], 'not a JSON object'],
  ];
  for (const [frame, reason] of reported)
    it(`reports ${JSON.stringify(frame)} as "${reason}", and continues`, () => {
      expect(readFrames(chatDecoder, [frame], 'nothing')).to.deep.equal({
        events: [],
        end: 'open',
        skipped: [reason],
      });
      expect(said(toldOf(frame, chunk({ content: 'a' })))).to.deep.equal([text('a')]);
    });

  it('reads the rest of a chunk of which it reports a part', () => {
    const reading = readFrames(chatDecoder, [chunk({ content: 'a', images: [{}], audio: null })], 'nothing');
    expect(said(reading.events)).to.deep.equal([text('a')]);
    expect(reading.skipped).to.deep.equal(['images of an unknown form in a delta']);
  });
});

describe('chatDecoder: the id and the model', () => {
  const names: readonly (readonly [string, readonly object[], string])[] = [
    ['the first one', [{ id: 'a' }, { id: 'b' }], 'a'],
    ['the first one that says something', [{ id: '' }, { id: null }, { id: 'b' }], 'b'],
    ['the one of a chunk without choices in it', [{ id: 'a', choices: [] }, { id: 'b' }], 'a'],
    ['none that is no text', [{ id: 7 }], ''],
  ];
  for (const [what, members, expected] of names)
    it(`takes for the id ${what} (decision: Chat usage, id)`, () => {
      const frames = members.map((member) => ({ ...chunk({ content: 'x' }), ...member }));
      expect(completionOf(...frames, stop)).to.have.property('response_id', expected);
    });

  it('emits the first model, right before the completion', () => {
    const frames = [
      { ...chunk({ content: 'x' }), model: '' },
      { ...chunk({ content: 'y' }), model: 'gpt-x-2025' },
      { ...stop, model: 'gpt-y' },
    ];
    expect(read(...frames).events.slice(-3)).to.deep.equal([
      { type: 'output_item_done', item: message(outputText('xy')) },
      { type: 'server_model', model: 'gpt-x-2025' },
      { ...completed, finish_reason: 'stop' },
    ]);
  });

  it('emits no model where the server names none', () => {
    expect(read(stop).events.map(({ type }) => type)).to.deep.equal(['completed']);
  });
});

describe('chatDecoder: usage', () => {
  const usageOf = (...frames: readonly unknown[]): unknown => {
    const last = completionOf(...frames);
    return last?.type === 'completed' ? last.token_usage : undefined;
  };
  const counted = (counts: object) => ({
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    reasoning_output_tokens: 0,
    total_tokens: 0,
    ...counts,
  });
  const plain = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  const plainCounted = counted({ input_tokens: 10, output_tokens: 5, total_tokens: 15 });

  const reports: readonly (readonly [string, unknown, object | null])[] = [
    ['plain counts', plain, plainCounted],
    [
      'details',
      {
        ...plain,
        prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
      { ...plainCounted, cached_input_tokens: 4, reasoning_output_tokens: 3 },
    ],
    ['details of null', { ...plain, prompt_tokens_details: null, completion_tokens_details: null }, plainCounted],
    ['details without their counts', { ...plain, prompt_tokens_details: {} }, plainCounted],
    [
      'cached tokens as DeepSeek counts them',
      { ...plain, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 },
      {
        ...plainCounted,
        cached_input_tokens: 6,
        raw: { ...plain, prompt_cache_hit_tokens: 6, prompt_cache_miss_tokens: 4 },
      },
    ],
    [
      'the detail rather than DeepSeek’s count, also where it is zero',
      { ...plain, prompt_cache_hit_tokens: 6, prompt_tokens_details: { cached_tokens: 0 } },
      plainCounted,
    ],
    ['the sum where there is no total', { prompt_tokens: 10, completion_tokens: 5 }, plainCounted],
    ['a total alone', { total_tokens: 15 }, counted({ total_tokens: 15 })],
    ['an input alone', { prompt_tokens: 10 }, counted({ input_tokens: 10, total_tokens: 10 })],
    ['counts of zero', { prompt_tokens: 0 }, counted({})],
    ['no report without counts', { cost: 0.1 }, null],
    ['no report whose counts are null', { prompt_tokens: null, total_tokens: null }, null],
    ['no list', [plain], null],
    ['no text', '15', null],
  ];
  for (const [what, usage, expected] of reports)
    it(`reads ${what}`, () => {
      expect(usageOf({ ...stop, usage })).to.deep.equal(expected);
    });

  const places: readonly (readonly [string, readonly object[]])[] = [
    ['the last chunk', [{ ...stop, usage: plain }]],
    ['a chunk with no choices in it', [stop, { choices: [], usage: plain }]],
    ['a chunk without choices', [stop, { usage: plain }]],
    ['x_groq', [{ ...stop, x_groq: { id: 'req', usage: plain } }]],
    ['the choice (Moonshot)', [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage: plain }] }]],
  ];
  for (const [what, frames] of places)
    it(`finds the usage in ${what}`, () => {
      expect(usageOf(...frames)).to.deep.equal(plainCounted);
    });

  it('takes the last report, and no report for an end', () => {
    const frames = [
      { ...chunk({ content: 'a' }), usage: { total_tokens: 1 } },
      { ...chunk({ content: 'b' }), x_groq: { usage: { total_tokens: 2 } } },
      { ...stop, usage: plain },
    ];
    expect(read(...frames).end).to.equal('complete');
    expect(usageOf(...frames)).to.deep.equal(plainCounted);
    expect(usageOf(...frames, { choices: [], usage: { total_tokens: 9 } })).to.deep.equal(counted({ total_tokens: 9 }));
  });

  it('keeps the last report that is not empty', () => {
    const frames = [
      { ...stop, usage: plain },
      { choices: [], usage: null },
      { choices: [], usage: {}, x_groq: 'x' },
    ];
    expect(usageOf(...frames)).to.deep.equal(plainCounted);
  });
});
