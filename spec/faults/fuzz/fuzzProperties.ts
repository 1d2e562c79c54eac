import { expect } from 'chai';
import {
  createProvider,
  isApiError,
  ResponsesWebSocketClient,
  type HttpTransport,
  type ResponseEvent,
  type SocketFrame,
} from 'codex-rx';
import { recordTelemetry, socket, virtualWebSocket } from 'codex-rx/testing';
import fc from 'fast-check';
import { from, of, type Observable } from 'rxjs';
import { cutProperties } from './cutProperties.js';
import { historyProperties } from './historyProperties.js';
import { clientOptions } from '../clientOptions.js';
import { wholeOf, wires, type Wire } from '../wires.js';

/** Pieces that servers and attackers write. */
const token = fc.constantFrom(
  'data: ',
  'event: error\n',
  'id: 1\n',
  'retry: 0\n',
  ': ping\n',
  '\n\n',
  '\r',
  '\r\n',
  '\uFEFF',
  'data: [DONE]\n\n',
  'data: {"error":{"message":"no","code":',
  'data: {"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":4294967296,"function":{"arguments":{}}}]}}]}\n\n',
  'data: {"choices":[null,{"index":-1,"delta":null}],"usage":[]}\n\n',
  'data: {"type":"response.completed","response":null}\n\n',
  'data: {"type":"response.output_item.done","item":{"type":"__proto__","content":[{}]}}\n\n',
  'data: {"type":"codex.rate_limits","rate_limits":{"primary":{"used_percent":1e999}}}\n\n',
  // objects that no text can be made of
  'data: {"code":{"toString":null},"error":{"type":{"toString":null},"message":{"valueOf":null,"toString":1}}}\n\n',
  'data: {"type":"response.output_item.done","item":{"type":{"toString":null},"id":{"toString":null}}}\n\n',
  'data: {"type":{"toString":null}}\n\n',
  // indices and ids that other calls have
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a"},{"index":0,"id":"b"},{"index":1,"id":"a"},{"index":"0"},{"index":-1},{"id":""}]}}]}\n\n',
  'data: {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"a","call_id":"a","name":"f","arguments":""}}\n\n',
  'data: {"type":"response.function_call_arguments.delta","output_index":0,"item_id":"b","delta":"{"}\n\n',
  // counts beyond all bounds
  'data: {"choices":[],"usage":{"prompt_tokens":1e308,"completion_tokens":-1,"total_tokens":9007199254740993}}\n\n',
  'data: {"type":"response.reasoning_summary_text.delta","summary_index":9007199254740991,"output_index":-1,"delta":"a"}\n\n',
  'data: {"type":"response.completed","response":{"id":"r","usage":{"input_tokens":1e999,"output_tokens":"1"}}}\n\n',
  '['.repeat(500),
  ']'.repeat(500),
  '\ud83d',
  '"',
  '}',
  '\\u0000',
);
const hostile = fc.array(fc.oneof(token, fc.string({ unit: 'binary' }), fc.json()), { maxLength: 30 });

/** A change somewhere in the middle of a stream. */
type Change = (bytes: Buffer) => Buffer;
const change: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom('flip', 'cut', 'repeat', 'insert'),
    fc.nat(),
    fc.nat({ max: 80 }),
    fc.oneof(token, fc.string()),
  )
  .map(([kind, place, length, text]) => (bytes) => {
    const at = bytes.length === 0 ? 0 : place % bytes.length;
    const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    if (kind === 'flip') return Buffer.concat([head, middle.map((byte) => byte ^ 0x20), tail]);
    if (kind === 'cut') return Buffer.concat([head, tail]);
    return Buffer.concat([head, kind === 'repeat' ? middle : Buffer.from(text), middle, tail]);
  });

const valid = fc.constantFrom(
  ...wires.map(wholeOf),
  ...wires.map((wire) => wire.toolCall(['{"a":', '1}']) + wire.terminal),
);
const stream = fc
  .tuple(
    fc.oneof(
      valid,
      hostile.map((pieces) => pieces.join('')),
    ),
    fc.array(change, { maxLength: 6 }),
  )
  .map(([text, changes]) => changes.reduce<Buffer>((bytes, alter) => alter(bytes), Buffer.from(text)));

/** A body, cut anywhere. */
const chunks = stream.chain((bytes) =>
  fc.array(fc.nat({ max: bytes.length }), { maxLength: 12 }).map((places) => {
    const ends = [...places, bytes.length].sort((one, other) => one - other);
    return ends.map((end, at) => new Uint8Array(bytes.subarray(ends[at - 1] ?? 0, end)));
  }),
);

const MOST = 2000;
const client = (transport: HttpTransport) => clientOptions('http://127.0.0.1', transport, { maxBufferSize: MOST });
const playing = (pieces: readonly Uint8Array[]): HttpTransport => ({
  stream: () => of({ status: 200, headers: new Headers(), bytes: from(pieces) }),
});

/** Ends, at once, with an answer or an `ApiError`, and leaves nothing in any prototype. */
const expectSound = (source: Observable<ResponseEvent>): void => {
  const events: ResponseEvent[] = [];
  let end: unknown;
  source.subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => (end = error),
    complete: () => (end = 'complete'),
  });
  expect(end === 'complete' || isApiError(end), String(end)).to.equal(true);
  expect(events.filter(({ type }) => type === 'completed').length).to.equal(end === 'complete' ? 1 : 0);
  expect(() => JSON.stringify(events)).not.to.throw();
  expect(Reflect.ownKeys(Object.prototype)).not.to.include('polluted');
};

const frame: fc.Arbitrary<SocketFrame> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant('text' as const), text: stream.map(String) }) },
  {
    weight: 8,
    arbitrary: stream.map((bytes) => ({
      type: 'text' as const,
      text: (/^data: (.*)$/m.exec(String(bytes)) ?? [])[1] ?? '',
    })),
  },
  fc.constant({ type: 'binary' as const }),
  fc.record({ type: fc.constant('close' as const), code: fc.nat({ max: 5000 }), reason: fc.string() }),
);

const onWire = (wire: Wire) => fc.property(chunks, (pieces) => expectSound(wire.ask(client(playing(pieces)), 'x')));

const overWebSocket = fc.property(fc.array(frame, { maxLength: 12 }), (frames) => {
  const connection = new ResponsesWebSocketClient({
    provider: createProvider({ name: 'fuzz', baseUrl: 'http://127.0.0.1', retry: { maxAttempts: 0 } }),
    transport: virtualWebSocket(of(socket(from(frames)))),
    telemetry: recordTelemetry(),
  }).connect();
  expectSound(connection.streamPrompt('m', 'x'));
  connection.close();
});

/** One line without an end, in pieces: refused when it is longer than may be, however it is cut. */
const bounded = (wire: Wire) =>
  fc.property(fc.constantFrom('data: ', ': ', 'x', '"'), fc.integer({ min: 1, max: 500 }), (first, size) => {
    let taken = 0;
    const endless = function* () {
      yield Buffer.from(first);
      for (;;) {
        taken += size;
        // ten times as much as may wait is far too much
        if (taken > MOST * 10) throw new Error('the client reads without end');
        yield Buffer.alloc(size, 'x');
      }
    };
    const transport: HttpTransport = {
      stream: () => of({ status: 200, headers: new Headers(), bytes: from(endless()) }),
    };
    expectSound(wire.ask(client(transport), 'x'));
    expect(taken).to.be.at.most(MOST * 10);
  });

/** Brackets that open in one chunk and close one byte a chunk, with anything between. */
const dribbled = (wire: Wire) =>
  fc.property(
    fc.constantFrom('[', '{"a":', '{"error":[', '<html>['),
    fc.integer({ min: 1, max: 400 }),
    fc.constantFrom(']', '}', ']}', ' ]', '",'),
    hostile,
    (open, depth, end, pieces) => {
      const bodies = [open.repeat(depth), ...Array.from({ length: depth }, () => end), ...pieces];
      expectSound(wire.ask(client(playing(bodies.map((text) => new Uint8Array(Buffer.from(text))))), 'x'));
    },
  );

/** What must hold for any bytes at all, by name. */
export const fuzzProperties: Readonly<Record<string, fc.IRawProperty<unknown>>> = {
  ...Object.fromEntries(wires.map((wire) => [`any body over ${wire.name}`, onWire(wire)])),
  ...Object.fromEntries(wires.map((wire) => [`an endless line over ${wire.name}`, bounded(wire)])),
  ...Object.fromEntries(wires.map((wire) => [`dribbled brackets over ${wire.name}`, dribbled(wire)])),
  'any messages over a WebSocket': overWebSocket,
  ...cutProperties,
  ...historyProperties,
};
