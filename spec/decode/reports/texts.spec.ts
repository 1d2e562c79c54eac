import { expect } from 'chai';
import { answerFold } from '../../../lib/answer/answerFold.js';
import { historyFold } from '../../../lib/answer/historyFold.js';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { itemsIn, readFrames } from '../readFrames.js';

const place = { item_id: 'i', output_index: 0 };
const end = (output: readonly unknown[] = []) => ({ type: 'response.completed', response: { id: 'r', output } });
const read = (...frames: readonly object[]) => readFrames(responsesDecoder, frames, 'nothing');
const onChat = (...deltas: readonly object[]) =>
  readFrames(
    chatDecoder,
    [...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })), { choices: [{ finish_reason: 'stop' }] }],
    'eof',
  );
const textOf = (events: readonly ResponseEvent[], type: ResponseEvent['type']): string =>
  events.map((event) => (event.type === type && 'delta' in event ? event.delta : '')).join('');
const shown = (events: readonly ResponseEvent[]) => {
  const fold = answerFold();
  for (const event of events) fold.onEvent(event);
  return fold.onEnd();
};
const message = (text: string, id = 'i') => ({
  type: 'message',
  id,
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

describe('S3 text that the deltas leave out', () => {
  const delta = (text: string) => ({ type: 'response.output_text.delta', ...place, content_index: 0, delta: text });
  const places: Readonly<Record<string, (text: string) => object>> = {
    'output_text.done': (text) => ({ type: 'response.output_text.done', ...place, content_index: 0, text }),
    'content_part.done': (text) => ({
      type: 'response.content_part.done',
      ...place,
      content_index: 0,
      part: { type: 'output_text', text },
    }),
    'output_item.done': (text) => ({ type: 'response.output_item.done', output_index: 0, item: message(text) }),
    'the terminal output': (text) => end([message(text)]),
  };
  for (const [name, frameOf] of Object.entries(places)) {
    it(`S3 shows a text that comes only in ${name}`, () => {
      const { events } = read(frameOf('Hello'), end());
      expect(shown(events).text).to.equal('Hello');
    });
    it(`S3 adds the rest of a text from ${name}, once`, () => {
      const { events } = read(delta('Hel'), frameOf('Hello'), end([message('Hello')]));
      expect(textOf(events, 'output_text_delta')).to.equal('Hello');
      expect(shown(events).text).to.equal('Hello');
      expect(itemsIn(events)).to.have.length.at.most(1);
    });
  }

  it('S3 emits a text that comes in every place once', () => {
    const all = Object.values(places).map((frameOf) => frameOf('Hello'));
    const { events } = read(delta('Hel'), delta('lo'), ...all);
    expect(textOf(events, 'output_text_delta')).to.equal('Hello');
    expect(itemsIn(events)).to.have.length(1);
  });

  it('S3 does not repeat an item whose id changes with every event', () => {
    const { events } = read(
      { type: 'response.output_item.done', output_index: 0, item: message('a', 'x') },
      end([message('a', 'y')]),
    );
    expect(itemsIn(events)).to.have.length(1);
  });

  it('S3 fills in refusals, reasoning, summaries and inputs', () => {
    const { events } = read(
      { type: 'response.refusal.done', ...place, refusal: 'no' },
      { type: 'response.reasoning_text.done', item_id: 'rs', output_index: 1, content_index: 0, text: 'hm' },
      {
        type: 'response.reasoning_summary_part.done',
        item_id: 'rs',
        output_index: 1,
        summary_index: 0,
        part: { type: 'summary_text', text: 's' },
      },
      { type: 'response.custom_tool_call_input.done', item_id: 'ct', output_index: 2, input: 'patch' },
      end(),
    );
    expect(textOf(events, 'refusal_delta')).to.equal('no');
    expect(textOf(events, 'reasoning_content_delta')).to.equal('hm');
    expect(textOf(events, 'reasoning_summary_delta')).to.equal('s');
    expect(textOf(events, 'tool_call_input_delta')).to.equal('patch');
  });

  it('S3 finishes a call whose arguments are finished and whose item is not', () => {
    const item = { type: 'function_call', id: 'fc', call_id: 'c', name: 'f', arguments: '' };
    const added = { type: 'response.output_item.added', output_index: 0, item };
    const whole = {
      type: 'response.function_call_arguments.done',
      item_id: 'fc',
      output_index: 0,
      arguments: '{"a":1}',
    };
    expect(itemsIn(read(added, whole, end()).events)).to.deep.equal([{ ...item, arguments: '{"a":1}' }]);
    expect(itemsIn(read(added, end([{ ...item, arguments: '{"a":1}' }])).events)).to.have.length(1);
    const half = { type: 'response.function_call_arguments.delta', item_id: 'fc', output_index: 0, delta: '{"a' };
    expect(itemsIn(read(added, half, end()).events)).to.deep.equal([]);
  });
});

describe('S3 calls that come in one place only', () => {
  const whole = {
    type: 'response.function_call_arguments.done',
    item_id: 'fc',
    output_index: 0,
    name: 'f',
    arguments: '{"a":1}',
  };
  const call = { type: 'function_call', name: 'f', arguments: '{"a":1}', call_id: 'fc' };
  const item = { ...call, id: 'fc', call_id: 'c' };
  const done = { type: 'response.output_item.done', output_index: 0, item };

  it('S3 emits a call whose arguments are finished, with its name, and that has no item', () => {
    expect(itemsIn(read(whole, end()).events)).to.deep.equal([call]);
    expect(itemsIn(read({ ...whole, call_id: 'c' }, end()).events)).to.deep.equal([{ ...call, call_id: 'c' }]);
  });
  it('S3 emits such a call once if the item comes as well, before or after', () => {
    for (const frames of [
      [whole, done, end()],
      [done, whole, end()],
      [whole, end([item])],
      [whole, end([message('a'), item])],
    ])
      expect(itemsIn(read(...frames).events).filter(({ type }) => type === 'function_call')).to.deep.equal([item]);
  });
  it('S3 emits no call whose answer was cut', () => {
    const cut = { type: 'response.incomplete', response: { incomplete_details: { reason: 'max_output_tokens' } } };
    expect(itemsIn(read(whole, cut).events)).to.deep.equal([]);
  });
  it('S3 reads encrypted reasoning that comes only in the terminal output', () => {
    const reasoning = { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'x' };
    expect(itemsIn(read(end([reasoning])).events)).to.deep.equal([reasoning]);
  });
  it('S3 adds the encrypted content that only the terminal output holds to the item, at its place', () => {
    const reasoning = { type: 'reasoning', id: 'rs', summary: [] };
    const sealed = { ...reasoning, encrypted_content: 'x' };
    const { events } = read(
      { type: 'response.output_item.done', output_index: 0, item: reasoning },
      { type: 'response.output_item.done', output_index: 1, item },
      end([sealed, item]),
    );
    expect(itemsIn(events)).to.deep.equal([reasoning, item, sealed]);
    const [fold, history] = [answerFold(), historyFold()];
    for (const event of events) {
      fold.onEvent(event);
      history.onEvent(event);
    }
    expect(history.list()).to.deep.equal([sealed, item]);
    expect(fold.onEnd().items.map((each) => each.item)).to.deep.equal([sealed, item]);
    expect(itemsIn(read({ type: 'response.output_item.done', item: sealed }, end([sealed])).events)).to.have.length(1);
  });
  it('S3 reads a text that comes only in output_text of the response', () => {
    const completed = { type: 'response.completed', response: { id: 'r', output: [], output_text: 'Hello' } };
    expect(shown(read(completed).events).text).to.equal('Hello');
    const delta = { type: 'response.output_text.delta', ...place, content_index: 0, delta: 'Hel' };
    expect(textOf(read(delta, completed).events, 'output_text_delta')).to.equal('Hello');
    const before = { type: 'response.output_item.done', output_index: 0, item: message('Hello') };
    expect(itemsIn(read(before, completed).events)).to.have.length(1);
  });
  it('S3 reads a text of Chat that comes only in a message, a part or the older form', () => {
    const onChoice = (choice: object) =>
      readFrames(chatDecoder, [{ choices: [{ ...choice, finish_reason: 'stop' }] }], 'eof').events;
    for (const choice of [
      { message: { content: 'Hi' } },
      { delta: { content: { type: 'text', text: 'Hi' } } },
      { delta: { content: ['Hi'] } },
      { text: 'Hi' },
      { delta: null, message: { content: [{ type: 'output_text', text: 'Hi' }] } },
    ])
      expect(shown(onChoice(choice)).text, JSON.stringify(choice)).to.equal('Hi');
  });
});

describe('S8 no event ends in half a character', () => {
  const halves = ['ok \ud83d', '\ude00!'];
  const responses: Readonly<Record<string, (delta: string) => object>> = {
    output_text_delta: (delta) => ({ type: 'response.output_text.delta', ...place, content_index: 0, delta }),
    refusal_delta: (delta) => ({ type: 'response.refusal.delta', ...place, delta }),
    reasoning_content_delta: (delta) => ({ type: 'response.reasoning_text.delta', content_index: 0, delta }),
    reasoning_summary_delta: (delta) => ({ type: 'response.reasoning_summary_text.delta', summary_index: 0, delta }),
    tool_call_input_delta: (delta) => ({ type: 'response.function_call_arguments.delta', item_id: 'fc', delta }),
    hosted_tool_input_delta: (delta) => ({ type: 'response.code_interpreter_call_code.delta', ...place, delta }),
    audio_transcript_delta: (delta) => ({ type: 'response.output_audio_transcript.delta', ...place, delta }),
  };
  const chat: Readonly<Record<string, (delta: string) => object>> = {
    output_text_delta: (content) => ({ content }),
    refusal_delta: (refusal) => ({ refusal }),
    reasoning_content_delta: (reasoning_content) => ({ reasoning_content }),
    reasoning_summary_delta: (reasoning_text) => ({ reasoning_text }),
    tool_call_input_delta: (json) => ({
      tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: json } }],
    }),
  };
  const deltas = (events: readonly ResponseEvent[], type: string) =>
    events.flatMap((event) => (event.type === type && 'delta' in event ? [event.delta] : []));
  for (const [type, frameOf] of Object.entries(responses))
    it(`S8 holds a half back in ${type} over Responses`, () => {
      expect(deltas(read(...halves.map(frameOf), end()).events, type)).to.deep.equal(['ok ', '\u{1f600}!']);
      expect(deltas(read(frameOf('a\ud83d'), end()).events, type)).to.deep.equal(['a', '\ufffd']);
    });
  for (const [type, deltaOf] of Object.entries(chat))
    it(`S8 holds a half back in ${type} over Chat`, () => {
      expect(deltas(onChat(...halves.map(deltaOf)).events, type)).to.deep.equal(['ok ', '\u{1f600}!']);
      const { events } = onChat(deltaOf('a\ud83d'));
      expect(deltas(events, type)).to.deep.equal(['a', '\ufffd']);
      expect(JSON.stringify(itemsIn(events)))
        .to.include('a\ufffd')
        .and.not.to.include('\\ud83d');
    });
});

describe('S7 reasoning in the content of a Chat delta', () => {
  it('S7 reports a member of an unknown name, once', () => {
    const reading = onChat({ thoughts: 'hm' }, { content: 'Hi', thoughts: 'hm' }, { content: '!', token_ids: [1] });
    expect(reading.skipped).to.deep.equal([
      'a delta with a member of an unknown name: thoughts',
      'a delta with a member of an unknown name: token_ids',
    ]);
    expect(onChat({ role: 'assistant', content: 'Hi', refusal: null, name: null, flag: true, n: 1 }).skipped).to.be
      .empty;
  });

  it('S7 reads a summary, and reports a part of an unknown form', () => {
    const part = { type: 'reasoning', summary: [{ type: 'summary_text', text: 'I think' }] };
    const reading = onChat({ content: [part, { type: 'text', text: 'Hi' }, { type: 'hologram', data: 'x' }] });
    expect(textOf(reading.events, 'reasoning_summary_delta')).to.equal('I think');
    expect(textOf(reading.events, 'output_text_delta')).to.equal('Hi');
    expect(reading.skipped.join()).to.include('hologram');
  });

  it('reads annotations and citations, each once', () => {
    const citation = { type: 'url_citation', url_citation: { url: 'https://a.test', title: 'A' } };
    const frames = [
      { citations: ['https://b.test'], choices: [{ delta: { content: 'Hi', annotations: [citation] } }] },
      { citations: ['https://b.test'], choices: [{ delta: {}, finish_reason: 'stop' }] },
    ];
    const { events } = readFrames(chatDecoder, frames);
    const cited = shown(events).items.flatMap((item) => (item.type === 'message' ? (item.annotations ?? []) : []));
    expect(cited).to.deep.equal([
      { type: 'url_citation', url: 'https://b.test' },
      { type: 'url_citation', url: 'https://a.test', title: 'A' },
    ]);
  });
});
