import { expect } from 'chai';
import fc from 'fast-check';
import { from } from 'rxjs';
import { chatDecoder } from '../../../lib/decode/chat/chatDecoder.js';
import type { DecoderFactory } from '../../../lib/decode/ResponseDecoder.js';
import { responsesDecoder } from '../../../lib/decode/responses/responsesDecoder.js';
import { decodeEvents } from '../../../lib/operators/decode/decodeEvents.js';
import { parseJson } from '../../../lib/operators/decode/parseJson.js';
import { sseFrames } from '../../../lib/operators/framing/sseFrames.js';
import { untilDone } from '../../../lib/operators/framing/untilDone.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { DONE } from '../../../lib/protocol/SseFrame.js';
import { bytes } from '../../../lib/testing/wire.js';
import { syncOutcome, type Outcome } from '../../operators/syncOutcome.js';
import { itemsIn, readFrames, type Close, type Reading } from '../readFrames.js';

const chunk = (delta: object) => ({ choices: [{ index: 0, delta }] });
const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const read = (frames: readonly unknown[], close?: Close): Reading => readFrames(chatDecoder, frames, close);

const textsOf = (events: readonly ResponseEvent[], type: ResponseEvent['type']): string =>
  events.flatMap((event) => (event.type === type && 'delta' in event ? [event.delta] : [])).join('');

// ---- generators

const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.json());
const someText = anyText.filter((text) => text !== '');

/** A text in pieces; some may be empty, and cuts may go through a character. */
const inPieces = (text: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat({ max: text.length }), { maxLength: 6 }).map((places) => {
    const ends = [...places, text.length].sort((a, b) => a - b);
    return ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
  });

/** Lists woven into one, each still in its own order. */
const woven = <T>(lists: readonly (readonly T[])[]): fc.Arbitrary<readonly T[]> => {
  const turns = lists.flatMap((list, at) => list.map(() => at));
  return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
    const rest = lists.map((list) => list[Symbol.iterator]());
    return order.flatMap((at) => {
      const next = rest[at]?.next();
      return next === undefined || next.done === true ? [] : [next.value];
    });
  });
};

/** Pieces of tool calls as chunks of one or more. */
const asChunks = (pieces: readonly object[]): fc.Arbitrary<readonly object[]> =>
  fc.array(fc.boolean(), { minLength: pieces.length, maxLength: pieces.length }).map((together) => {
    const groups: object[][] = [];
    pieces.forEach((piece, at) => {
      const last = groups.at(-1);
      if (together[at] === true && last !== undefined) last.push(piece);
      else groups.push([piece]);
    });
    return groups.map((tool_calls) => chunk({ tool_calls }));
  });

// ---- tool calls

interface Call {
  readonly id: string;
  readonly name: string;
  readonly json: string;
  readonly index: number;
  /** What tells the pieces after the first one apart. */
  readonly style: 'index' | 'id' | 'both';
  /** How a piece says that it has no id and no name. */
  readonly silence: '' | null | undefined;
}

const identifier = fc.oneof(someText, fc.constantFrom('constructor', '__proto__', 'toString', '0', 'call_1'));
const call: fc.Arbitrary<Call> = fc.record({
  id: identifier,
  name: identifier,
  json: anyText,
  index: fc.oneof(fc.nat({ max: 8 }), fc.maxSafeNat()),
  style: fc.constantFrom('index', 'id', 'both'),
  silence: fc.constantFrom('', null, undefined),
});

type PlaceOf = (call: Call, isFirst: boolean) => object;

const pieceOf = (placeOf: PlaceOf, call: Call, json: string, at: number): object => ({
  ...placeOf(call, at === 0),
  function: { name: at === 0 ? call.name : call.silence, arguments: json },
});

const piecesOf = (placeOf: PlaceOf, call: Call): fc.Arbitrary<readonly object[]> =>
  inPieces(call.json).map((texts) => texts.map((json, at) => pieceOf(placeOf, call, json, at)));

const items = (calls: readonly Call[]) =>
  calls.map(({ id, name, json }) => ({ type: 'function_call', name, arguments: json, call_id: id }));

/** The input of a call as it was told before the call was finished. */
const inputOf = (events: readonly ResponseEvent[], id: string): string =>
  textsOf(
    events.filter((event) => event.type === 'tool_call_input_delta' && event.call_id === id),
    'tool_call_input_delta',
  );

describe('chatDecoder, for any tool calls', () => {
  it('loses and merges nothing, however the pieces of calls are cut and woven', () => {
    const placeOf: PlaceOf = ({ id, index, style, silence }, isFirst) => {
      if (style === 'id') return { id };
      return style === 'both' || isFirst ? { id, index } : { id: silence, index };
    };
    const streams = fc
      .uniqueArray(call, { maxLength: 5, comparator: (a, b) => a.id === b.id || a.index === b.index })
      .chain((calls) =>
        fc
          .tuple(
            ...calls.map((each) => piecesOf(placeOf, each).map((pieces) => pieces.map((piece) => ({ each, piece })))),
          )
          .chain(woven)
          .chain((pieces) =>
            fc.record({
              seen: fc.constant([...new Set(pieces.map(({ each }) => each))]),
              frames: asChunks(pieces.map(({ piece }) => piece)),
            }),
          ),
      );
    fc.assert(
      fc.property(streams, ({ seen, frames }) => {
        const { events, end } = read([...frames, stop]);
        expect(end).to.equal('complete');
        expect(itemsIn(events)).to.deep.equal(items(seen));
        const announced = events.flatMap((event) => (event.type === 'output_item_added' ? [event.item] : []));
        expect(announced).to.have.deep.members(items(seen.map((each) => ({ ...each, json: '' }))));
        for (const { id, json } of seen) expect(inputOf(events, id)).to.equal(json);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps calls apart that share one index, or have none, and come one after the other', () => {
    const placeOf: PlaceOf = ({ id, index, style, silence }, isFirst) => {
      const place = index % 2 === 0 ? { index: 0 } : {};
      return style !== 'index' || isFirst ? { id, ...place } : { id: silence, ...place };
    };
    const streams = fc.uniqueArray(call, { maxLength: 5, selector: ({ id }) => id }).chain((calls) =>
      fc
        .tuple(...calls.map((each) => piecesOf(placeOf, each)))
        .chain((pieces) => asChunks(pieces.flat()))
        .map((frames) => ({ calls, frames })),
    );
    fc.assert(
      fc.property(streams, ({ calls, frames }) => {
        expect(itemsIn(read([...frames, stop]).events)).to.deep.equal(items(calls));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps complete calls apart that have neither id nor index', () => {
    const wholeCall = fc.record({
      name: identifier,
      value: fc.dictionary(fc.string(), fc.jsonValue()),
      asText: fc.boolean(),
      id: fc.constantFrom('', null, undefined),
    });
    const streams = fc.array(wholeCall, { maxLength: 5 }).chain((calls) => {
      const pieces = calls.map(({ name, value, asText, id }) => ({
        id,
        function: { name, arguments: asText ? JSON.stringify(value) : value },
      }));
      return asChunks(pieces).map((frames) => ({ calls, frames }));
    });
    fc.assert(
      fc.property(streams, ({ calls, frames }) => {
        const finished = itemsIn(read([...frames, stop]).events).flatMap((item) =>
          item.type === 'function_call' ? [item] : [],
        );
        expect(finished.map((item) => [item.name, item.arguments])).to.deep.equal(
          calls.map(({ name, value }) => [name, JSON.stringify(value)]),
        );
        expect(new Set(finished.map(({ call_id }) => call_id))).to.have.lengthOf(calls.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('chatDecoder, for any text', () => {
  const channels = ['content', 'reasoning', 'refusal'] as const;
  const answer = fc.record({ content: anyText, reasoning: anyText, refusal: anyText }).chain((said) =>
    fc
      .tuple(
        ...channels.map((key) => inPieces(said[key]).map((pieces) => pieces.map((piece) => chunk({ [key]: piece })))),
      )
      .chain(woven)
      .map((frames) => ({ said, frames })),
  );

  it('emits every piece, and makes the same items of it, however it is cut and interleaved', () => {
    fc.assert(
      fc.property(answer, ({ said, frames }) => {
        const { events } = read([...frames, stop]);
        expect(itemsIn(events)).to.deep.equal(itemsIn(read([chunk(said), stop]).events));
        expect(textsOf(events, 'output_text_delta')).to.equal(said.content);
        expect(textsOf(events, 'reasoning_content_delta')).to.equal(said.reasoning);
        expect(textsOf(events, 'refusal_delta')).to.equal(said.refusal);
      }),
    );
  });

  it('emits the same for messages that repeat everything so far', () => {
    const cumulative = anyText.chain((content) => inPieces(content).map((pieces) => ({ content, pieces })));
    fc.assert(
      fc.property(cumulative, fc.boolean(), ({ content, pieces }, withDelta) => {
        const frames = pieces.map((piece, at) => ({
          choices: [
            {
              message: { content: pieces.slice(0, at + 1).join('') },
              ...(withDelta ? { delta: { content: piece } } : {}),
            },
          ],
        }));
        expect(textsOf(read(frames).events, 'output_text_delta')).to.equal(content);
      }),
    );
  });
});

// ---- what servers add

const odd = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, '', 0, [], {}, '__proto__', 'error'));

/** Any of these members with any value, and members that nobody knows. */
const decorated = (keys: readonly string[], known: readonly string[]): fc.Arbitrary<object> =>
  fc
    .tuple(
      fc.dictionary(
        fc.string().filter((key) => !known.includes(key)),
        odd,
        { maxKeys: 3 },
      ),
      fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 3 }),
    )
    .map(([unknown, members]) => ({ ...unknown, ...members }));

const CHUNK = ['id', 'model', 'created', 'usage', 'x_groq', 'code', 'message'];
const CHOICE = ['usage', 'logprobs', 'matched_stop', 'content_filter_results'];
const DELTA = ['role', 'refusal', 'reasoning', 'reasoning_content', 'reasoning_text', 'reasoning_details', 'audio'];
const CALLS = ['images', 'tool_calls', 'function_call', 'annotations'];

const unknownPart = fc.oneof(
  fc.constantFrom(null, 7, true, '', [], {}, { type: 'image_url', image_url: { url: 'u' } }),
  fc.record({ type: fc.string(), text: fc.constantFrom(null, 7, '', {}) }),
);
const content = (text: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constant(text),
    fc
      .tuple(fc.array(unknownPart, { maxLength: 2 }), fc.array(unknownPart, { maxLength: 2 }))
      .map(([before, after]) => [...before, { type: 'text', text }, ...after]),
  );

const oddFrame = (text: string): fc.Arbitrary<unknown> =>
  fc
    .record({
      content: content(text),
      delta: decorated([...DELTA, ...CALLS], [...DELTA, ...CALLS, 'content']),
      choice: decorated(CHOICE, [...CHOICE, 'index', 'delta', 'message', 'finish_reason', 'error']),
      finish_reason: odd.filter((reason) => reason !== 'error'),
      frame: decorated(CHUNK, [...CHUNK, 'choices', 'object', 'type', 'error']),
      object: odd.filter((object) => object !== 'error'),
      other: fc.constantFrom([], [null], [7], [{ index: 1, delta: { content: 'other' } }], [{}]),
    })
    .map(({ content, delta, choice, finish_reason, frame, object, other }) => ({
      ...frame,
      object,
      error: null,
      choices: [...other, { ...choice, index: 0, error: null, finish_reason, delta: { ...delta, content } }],
    }));

/** Objects of these keys with odd values, or with the values that belong there. */
const almost = (keys: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.dictionary(fc.constantFrom(...keys, 'PROTO'), fc.oneof(odd, value), { maxKeys: 5 });

const almostChunk = ((): fc.Arbitrary<unknown> => {
  const polluting = fc.constant({ polluted: true, PROTO: { polluted: true } });
  const listOf = (value: fc.Arbitrary<unknown>) => fc.oneof(value, fc.array(value, { maxLength: 3 }), polluting);
  const usage = almost(['prompt_tokens', 'total_tokens', 'prompt_tokens_details'], fc.oneof(fc.nat(), polluting));
  const call = almost(
    ['id', 'index', 'function', 'custom'],
    almost(['name', 'arguments', 'input'], fc.oneof(anyText, polluting)),
  );
  const part = almost(['type', 'text', 'thinking'], fc.oneof(anyText, polluting));
  const delta = almost([...DELTA, ...CALLS, 'content'], listOf(fc.oneof(call, part)));
  const error = almost(['code', 'type', 'message'], fc.oneof(fc.constantFrom('rate_limit_exceeded', 400, 'm')));
  const choice = almost(
    ['index', 'delta', 'message', 'finish_reason', 'usage', 'error'],
    fc.oneof(delta, delta, usage, error, fc.constant('stop')),
  );
  const members = listOf(fc.oneof(choice, choice, usage, error));
  return almost(['choices', 'usage', 'x_groq', 'error', 'object', 'type', 'id', 'model', 'code', 'message'], members);
})();

/** As the network brings it: `__proto__` is then a key like any other. */
const received = (frame: unknown): unknown => JSON.parse(JSON.stringify(frame).replaceAll('"PROTO"', '"__proto__"'));

describe('chatDecoder, whatever servers send', () => {
  it('reads the text of chunks, whatever stands beside it', () => {
    const streams = fc
      .array(someText, { maxLength: 4 })
      .chain((texts) =>
        fc.tuple(...texts.map((text) => oddFrame(text))).map((frames) => ({ text: texts.join(''), frames })),
      );
    fc.assert(
      fc.property(streams, ({ text, frames }) => {
        const { events, end } = read([...frames, stop]);
        expect(end).to.equal('complete');
        expect(textsOf(events, 'output_text_delta')).to.equal(text);
        const [said] = itemsIn(events).flatMap((item) => (item.type === 'message' ? item.content : []));
        if (text !== '') expect(said).to.include({ type: 'output_text', text });
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, and always ends with one error or one completion of well-formed items', () => {
    const frames = fc.array(fc.oneof(fc.jsonValue(), almostChunk, almostChunk), { maxLength: 6 });
    fc.assert(
      fc.property(frames, fc.constantFrom('eof', 'lost'), (sent, close) => {
        const { events, end } = read(sent.map(received), close);
        const ends = events.filter(({ type }) => type === 'completed');
        expect(ends).to.have.lengthOf(end === 'complete' ? 1 : 0);
        if (end === 'complete') expect(events.at(-1)).to.equal(ends[0]);
        else if (close === 'eof') expect(end).to.have.property('detail');
        for (const item of itemsIn(events)) expect(ResponseItem.is(item)).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves Object.prototype alone', () => {
    fc.assert(
      fc.property(almostChunk, (frame) => {
        read([received(frame)]);
        expect('polluted' in {}).to.equal(false);
      }),
      { numRuns: 500 },
    );
    const key = '{"__proto__":{"polluted":true}}';
    const places = [
      key,
      `{"choices":[${key}]}`,
      `{"choices":[{"delta":${key}}]}`,
      `{"choices":[{"message":${key}}]}`,
      `{"choices":[{"delta":{"content":[${key}]}}]}`,
      `{"choices":[{"delta":{"tool_calls":[${key}]}}]}`,
      `{"choices":[{"delta":{"tool_calls":[{"id":"__proto__","index":0,"function":${key}}]}}]}`,
      `{"choices":[],"usage":${key},"x_groq":${key}}`,
      `{"error":${key}}`,
    ];
    for (const place of places) read([JSON.parse(place)]);
    expect('polluted' in {}).to.equal(false);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });

  it('does not change the frames that it reads', () => {
    fc.assert(
      fc.property(almostChunk, (sent) => {
        const frame = received(sent);
        const before = JSON.stringify(frame);
        read([frame, DONE]);
        expect(JSON.stringify(frame)).to.equal(before);
      }),
    );
  });
});

// ---- through the bytes

interface Body {
  /** What the decoder should see. */
  readonly frames: readonly unknown[];
  readonly chunks: readonly Uint8Array[];
}

/** Frames as bytes of a stream, cut anywhere, between lines of no consequence. */
const asBody = (frames: readonly unknown[]): fc.Arbitrary<Body> => {
  const write = fc.record({
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    between: fc.constantFrom('', ': ping', 'id: 7', 'retry: 10'),
    space: fc.constantFrom('', ' '),
  });
  return fc
    .tuple(...frames.map((frame) => write.map((style) => ({ frame, ...style }))))
    .map((written) =>
      written
        .map(({ frame, lineEnd, between, space }) =>
          [between, `data:${space}${frame === DONE ? DONE : JSON.stringify(frame)}`, '', ''].join(lineEnd),
        )
        .join(''),
    )
    .map(bytes)
    .chain((whole) =>
      fc.array(fc.nat({ max: whole.length }), { maxLength: 20 }).map((places) => {
        const ends = [...places, whole.length].sort((a, b) => a - b);
        return { frames, chunks: ends.map((end, at) => whole.subarray(ends[at - 1] ?? 0, end)) };
      }),
    );
};

const overBytes = (decoder: DecoderFactory, chunks: readonly Uint8Array[]): Outcome<ResponseEvent> =>
  syncOutcome(from(chunks).pipe(sseFrames(), untilDone({ inclusive: true }), parseJson(), decodeEvents(decoder)));

const outcomeOf = ({ events, end }: Reading): Outcome<ResponseEvent> =>
  end === 'complete' ? { values: events, end } : { values: events, end: 'error', error: end };

const chatBody = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc
          .dictionary(fc.constantFrom('content', 'reasoning', 'reasoning_content', 'refusal'), anyText)
          .map((delta) => chunk(delta)),
        call.map(({ id, index, name, json }) =>
          chunk({ tool_calls: [{ id, index, function: { name, arguments: json } }] }),
        ),
        anyText.map((id) => ({ id, choices: [], usage: { total_tokens: 3 } })),
        odd.filter((json) => json !== ''),
      ),
      { maxLength: 6 },
    ),
    fc.constantFrom([], [stop], [DONE], [stop, DONE], [{ error: { message: 'm', code: 500 } }]),
  )
  .chain(([frames, end]) => asBody([...frames, ...end]));

const responsesBody = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.constant({ type: 'response.created', response: { id: 'r', headers: { 'openai-model': 'm' } } }),
        anyText.map((delta) => ({ type: 'response.output_text.delta', delta, item_id: 'i', output_index: 0 })),
        anyText.map((delta) => ({ type: 'response.reasoning_text.delta', delta, content_index: 0 })),
        anyText.map((delta) => ({ type: 'response.function_call_arguments.delta', delta, item_id: 'i' })),
        anyText.map((text) => ({
          type: 'response.output_item.done',
          item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] },
        })),
        odd.map((item) => ({ type: 'response.output_item.added', item })),
        fc.string().map((type) => ({ type, delta: 'x' })),
      ),
      { maxLength: 8 },
    ),
    fc.constantFrom(
      [],
      [{ type: 'response.completed', response: { id: 'r' } }],
      [{ type: 'response.incomplete', response: { incomplete_details: { reason: 'content_filter' } } }],
      [{ type: 'response.failed', response: { error: { code: 'insufficient_quota', message: 'm' } } }],
    ),
  )
  .chain(([frames, end]) => asBody([...frames, ...end]));

describe('the steps from bytes to events', () => {
  const wires: readonly (readonly [string, DecoderFactory, fc.Arbitrary<Body>])[] = [
    ['Chat', chatDecoder, chatBody],
    ['Responses', responsesDecoder, responsesBody],
  ];
  for (const [wire, decoder, body] of wires)
    it(`give the events of the decoder, however the bytes are cut: ${wire}`, () => {
      fc.assert(
        fc.property(body, ({ frames, chunks }) => {
          const received = frames.map((frame): unknown => JSON.parse(JSON.stringify(frame)));
          expect(overBytes(decoder, chunks)).to.deep.equal(outcomeOf(readFrames(decoder, received)));
        }),
        { numRuns: 500 },
      );
    });
});
