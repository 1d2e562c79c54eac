import { expect } from 'chai';
import { CHAT_DONE, chatFinish, chatToolCall, failed, sse, textDelta } from 'codex-rx/testing';
import { completes, fails, perWire, type Expectation, type Fault, type Faults, type Played } from '../Fault.js';
import { deltasOf, halfOf, PIECES, TEXT, TWO, wholeOf, type Wire } from '../wires.js';

type Text = (wire: Wire) => string;

/** A body in one chunk, ended as it should be. */
const body = (text: Text, expected: Fault['expect'] = completes()): Fault => ({
  play: (exchange, wire) => exchange.stream(text(wire)),
  expect: expected,
});

/** The same, on a connection that stays open: whoever waits for its end waits for ever. */
const open = (text: Text, expected: Fault['expect']): Fault => ({
  play: async (exchange, wire) => {
    await exchange.head();
    await exchange.chunk(text(wire));
  },
  expect: expected,
});

/** A whole answer with something after its second delta. */
const between =
  (middle: Text): Text =>
  (wire) =>
    halfOf(wire) + middle(wire) + wire.delta(PIECES[2]) + wire.closing + wire.terminal;

/** Two deltas and something else, after which the body ends. */
const halfAnd =
  (rest: Text): Text =>
  (wire) =>
    halfOf(wire) + rest(wire);

/** What is said by one wire, and by the other. */
const either =
  (responses: string, chat: string): Text =>
  ({ name }) =>
    name === 'responses' ? responses : chat;

const truncated = fails('stream', { says: /stream closed before/, text: TWO });
const skipping = (count: number): Expectation =>
  completes({ check: ({ telemetry }) => expect(telemetry.skipped, 'reports').to.have.length(count) });

const completedOf = ({ events }: Played) => events.at(-1);
const finished = (finish_reason: string, more: Partial<Expectation> = {}): Expectation => ({
  end: 'incomplete',
  text: TWO,
  check: (played) => expect(completedOf(played)).to.include({ finish_reason }),
  ...more,
});
const incomplete = (reason: string): string =>
  sse({ type: 'response.incomplete', response: { id: 'resp_1', incomplete_details: { reason } } });

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
  either(
    sse({ ...textDelta(''), output_index: index, content_index: index }),
    sse(chatToolCall({ index, id: `call_${String(index)}`, function: { name: 'f', arguments: '{}' } })),
  );

/** Faults of what is said, in bytes that arrive as they should. */
export const protocol: Faults = {
  'done-missing': body((wire) => wholeOf(wire).replace(CHAT_DONE, '')),
  'terminal-missing': body((wire) => halfOf(wire), truncated),
  'terminal-duplicate': body((wire) => wholeOf(wire) + wire.terminal + wire.terminal),
  'event-after-terminal': body((wire) => wholeOf(wire) + wire.delta('too late')),
  'error-after-terminal': body((wire) => `${wholeOf(wire)}event: error\ndata: {"error":{"message":"late"}}\n\n`),
  'half-frame-at-eof': body(
    halfAnd((wire) => wire.delta('lost').slice(0, -10)),
    {
      ...truncated,
      check: ({ telemetry }) => expect(telemetry.skipped).to.have.length(1),
    },
  ),
  'malformed-json-frame': body(
    between(() => 'data: {"type": oops}\n\n'),
    skipping(1),
  ),
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
  'error-event-flat': open(
    halfAnd(() => 'event: error\ndata: {"type":"error","code":"server_error","message":"out of luck"}\n\n'),
    fails('retryable', { says: /out of luck/, text: TWO }),
  ),
  'error-event-nested': open(
    halfAnd(() => sse({ type: 'error', error: { code: 'insufficient_quota', message: 'out of money' } })),
    fails('quota_exceeded', { says: /out of money/, text: TWO }),
  ),
  'error-data-object': open(
    halfAnd(() => `data: {"error":{"code":400,"message":"out of luck"}}\n\n${CHAT_DONE}`),
    fails('api', { says: /^api error 400: out of luck$/, text: TWO }),
  ),
  'error-field-line': open(
    halfAnd(() => 'error: {"code":500,"message":"out of luck"}\n\n'),
    fails('retryable', { says: /out of luck/, text: TWO }),
  ),
  'raw-json-mid-stream': body(
    halfAnd(() => '{"error":{"message":"upstream went away","code":502}}'),
    fails('retryable', { says: /upstream went away/, text: TWO }),
  ),
  'html-mid-stream': body(
    halfAnd(() => '<html><body><h1>504 Gateway Time-out</h1></body></html>\n'),
    truncated,
  ),
  'response-failed': open(
    halfAnd(either(sse(failed('server_error', 'out of luck')), sse(chatFinish('error')) + CHAT_DONE)),
    perWire(
      fails('retryable', { says: /out of luck/, text: TWO }),
      fails('retryable', { says: /finish_reason "error"/, text: TWO }),
    ),
  ),
  'response-failed-rate-limit': open(
    halfAnd(
      either(
        sse(failed('rate_limit_exceeded', 'Please try again in 0.2s')),
        sse({ error: { code: 'rate_limit_exceeded', message: 'Please try again in 0.2s' } }),
      ),
    ),
    fails('retryable', { text: TWO, check: ({ error }) => expect(error).to.include({ delay: 200 }) }),
  ),
  'response-failed-context': open(
    halfAnd(
      either(
        sse(failed('context_length_exceeded', 'too long')),
        sse({ error: { code: 'context_length_exceeded', message: 'too long' } }),
      ),
    ),
    fails('context_window_exceeded', { says: /too long/, text: TWO }),
  ),
  'response-incomplete': open(
    halfAnd(either(incomplete('max_output_tokens'), sse(chatFinish('length')) + CHAT_DONE)),
    perWire(finished('max_output_tokens'), finished('length')),
  ),
  'content-filter': open(
    halfAnd(either(incomplete('content_filter'), sse(chatFinish('content_filter')) + CHAT_DONE)),
    finished('content_filter'),
  ),
  'unknown-events': body(
    between(() => sse({ type: 'response.tomorrow', delta: 'x' }, { type: 'codex.other', choices: [] })),
  ),
  'terminal-output-empty': body((wire) =>
    wire.name === 'chat'
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
  'tool-args-invalid': body((wire) => wire.toolCall(['{"city": ', 'Par']) + wire.terminal, oneCallOf('{"city": Par')),
  'tool-index-missing': body(
    (wire) => wire.toolCall(['{"city":', '"Paris"}']).replaceAll(/"(output_)?index":0,/g, '') + wire.terminal,
    oneCallOf('{"city":"Paris"}'),
  ),
  'tool-index-huge': body(
    between((wire) => [2 ** 32, -1, 1e308, '__proto__', 'length'].map((index) => hostileIndex(index)(wire)).join('')),
  ),
  'proto-keys': body(
    between(
      either(
        `data: ${POLLUTION},"type":"response.output_text.delta","delta":""}\n\n` +
          `data: {"type":"response.output_item.added","item":${POLLUTION},"type":"__proto__"}}\n\n`,
        `data: ${POLLUTION},"choices":[{"index":0,"delta":{"__proto__":{"polluted":true},"tool_calls":[]}}]}\n\n`,
      ),
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
