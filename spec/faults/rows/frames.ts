import { expect } from 'chai';
import { CHAT_DONE, chatToolCall, sse, textDelta } from 'codex-rx/testing';
import { completes, type Expectation, type Faults, type Played } from '../Fault.js';
import { deltasOf, TEXT, wholeOf } from '../wires.js';
import { between, body, completedOf, either, type Text } from './bodies.js';

/** The frames of an answer, as objects; the sentinel is left out. */
const framesOf = (text: string): readonly object[] =>
  [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json = '{}']) => {
    const frame: unknown = JSON.parse(json);
    return typeof frame === 'object' && frame !== null ? frame : {};
  });

/** The whole answer with every frame changed. */
const changed =
  (change: (frame: object, at: number) => object): Text =>
  (wire) =>
    sse(...framesOf(wholeOf(wire)).map(change)) + (wire.name === 'chat' ? CHAT_DONE : '');

const renamed = (value: unknown, at: number): unknown => {
  if (Array.isArray(value)) return value.map((each) => renamed(each, at));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      /^(item_)?id$/.test(key) ? `${String(inner)}_${at}` : renamed(inner, at),
    ]),
  );
};
const withNewIds = (frame: object, at: number): object => {
  const copy = renamed(frame, at);
  return typeof copy === 'object' && copy !== null ? copy : {};
};

const callsIn = ({ events }: Played) =>
  events.flatMap((event) =>
    event.type === 'output_item_done' && event.item.type === 'function_call' ? [event.item] : [],
  );
const oneCallOf = (input: string): Expectation =>
  completes({
    text: '',
    check: (played) => expect(callsIn(played).map((call) => call.arguments)).to.deep.equal([input]),
  });

const DEEP = `{"type":"response.deep","choices":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
const POLLUTION = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';

/** Text and a call under a name that is no name for a key. */
const hostileIndex = (index: unknown): Text =>
  either({
    responses: sse({ ...textDelta(''), output_index: index, content_index: index }),
    chat: sse(chatToolCall({ index, id: `call_${String(index)}`, function: { name: 'f', arguments: '{}' } })),
    messages: sse({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: '' } }),
    gemini: sse({ candidates: [{ index, content: { parts: [{ text: 'of another candidate' }] } }] }),
  });

/** Faults of frames and of what is in them, in answers that end as they should. */
export const frames: Faults = {
  'malformed-utf8': {
    play: async (exchange, wire) => {
      await exchange.head();
      await exchange.chunk(wire.opening);
      const [before = '', after = ''] = wire.delta('@').split('@');
      await exchange.chunk(Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(after)]));
      await exchange.chunk(deltasOf(wire) + wire.closing + wire.terminal);
      await exchange.end();
    },
    expect: (wire) => ({
      end: 'complete',
      text: `\uFFFD\uFFFD(${TEXT}`,
      check: ({ events }) => expect(events.at(-1)?.type, wire.name).to.equal('completed'),
    }),
  },
  'null-frames': body(between(() => 'data: null\n\ndata: 7\n\ndata: "text"\n\ndata: []\n\ndata: true\n\n')),
  'unknown-events': body(
    between(() => sse({ type: 'response.tomorrow', delta: 'x' }, { type: 'codex.other', choices: [] })),
  ),
  'terminal-output-empty': body((wire) =>
    wire.name !== 'responses'
      ? wholeOf(wire)
      : wire.opening +
        deltasOf(wire) +
        wire.closing +
        sse({ type: 'response.completed', response: { id: 'resp_1', output: [], usage: null } }),
  ),
  'ids-rotate': body(changed(withNewIds)),
  'sequence-gap': body(changed((frame, at) => ({ ...frame, sequence_number: at * 7 }))),
  'no-event-names': body((wire) => wholeOf(wire).replaceAll(/^event: .*\n/gm, '')),
  'event-name-mismatch': body((wire) =>
    wholeOf(wire)
      .replaceAll(/^event: .*\n/gm, '')
      .replaceAll(/^data: /gm, 'event: response.other\ndata: '),
  ),
  'done-after-responses': body((wire) => wholeOf(wire) + CHAT_DONE),
  'usage-before-finish': body(
    (wire) =>
      changed((frame, at) => ({
        ...frame,
        ...(wire.name === 'chat' ? { usage: { prompt_tokens: 1, completion_tokens: at, total_tokens: 1 + at } } : {}),
      }))(wire),
    completes({
      check: (played, wire) => {
        const last = completedOf(played);
        const output = last?.type === 'completed' ? last.token_usage?.output_tokens : undefined;
        expect(output).to.equal(wire.name === 'chat' ? 5 : 3);
      },
    }),
  ),
  'tool-args-invalid': {
    ...body((wire) => wire.toolCall(['{"city": ', 'Par']) + wire.terminal, oneCallOf('{"city": Par')),
    // Its arguments are an object on the wire, and any other value is none.
    over: { gemini: { expect: oneCallOf('{}') } },
  },
  'tool-index-missing': body(
    (wire) => wire.toolCall(['{"city":', '"Paris"}']).replaceAll(/"(output_)?index":0,/g, '') + wire.terminal,
    oneCallOf('{"city":"Paris"}'),
  ),
  'tool-index-huge': body(
    between((wire) => [2 ** 32, -1, 1e308, '__proto__', 'length'].map((index) => hostileIndex(index)(wire)).join('')),
  ),
  'proto-keys': body(
    between(
      either({
        responses:
          `data: ${POLLUTION},"type":"response.output_text.delta","delta":""}\n\n` +
          `data: {"type":"response.output_item.added","item":${POLLUTION},"type":"__proto__"}}\n\n`,
        chat: `data: ${POLLUTION},"choices":[{"index":0,"delta":{"__proto__":{"polluted":true},"tool_calls":[]}}]}\n\n`,
        messages: `data: ${POLLUTION},"type":"message_delta","delta":${POLLUTION}},"usage":${POLLUTION}}}\n\n`,
        gemini: `data: ${POLLUTION},"candidates":[{"content":{"parts":[]}}],"usageMetadata":${POLLUTION}}}\n\n`,
      }),
    ),
  ),
  'deep-json': body(between(() => `data: ${DEEP}\n\n`)),
  'numbers-extreme': body(
    between(() => 'data: {"type":"response.numbers","choices":[],"n":[1e400,-1e400,5e-324,123456789012345678901]}\n\n'),
  ),
  'lone-surrogates': body(
    (wire) =>
      wire.opening +
      deltasOf(wire, ['Hello ']) +
      wire.delta('@').replace('@', '\\ud83d') +
      wire.delta('@').replace('@', '\\udc99') +
      wire.delta(' world') +
      wire.closing +
      wire.terminal,
  ),
  'bom-crlf': body((wire) => `\uFEFF${wholeOf(wire).replaceAll('\n', '\r\n')}`),
  'cr-only': body((wire) => wholeOf(wire).replaceAll('\n', '\r')),
  'multiline-data': body((wire) =>
    wholeOf(wire).replaceAll(/^data: (\{.*\})$/gm, (_line, json: string) =>
      JSON.stringify(JSON.parse(json), null, 2).replaceAll(/^/gm, 'data: '),
    ),
  ),
  'id-and-retry-fields': body((wire) => wholeOf(wire).replaceAll(/^data: /gm, 'id: 7\nretry: 1\ndata: ')),
  'one-write': {
    play: async (exchange, wire) => {
      const text = wholeOf(wire);
      const size = Buffer.byteLength(text).toString(16);
      await exchange.raw(
        `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${size}\r\n${text}\r\n0\r\n\r\n`,
      );
      exchange.finish();
    },
    expect: completes(),
  },
  'byte-writes': {
    play: async (exchange, wire) => {
      await exchange.head();
      for (const byte of Buffer.from(wholeOf(wire))) await exchange.chunk(Uint8Array.of(byte));
      await exchange.end();
    },
    expect: completes(),
  },
};
