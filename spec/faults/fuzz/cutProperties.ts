import { expect } from 'chai';
import {
  apiErrorData,
  createProvider,
  isApiError,
  ResponsesWebSocketClient,
  type HttpTransport,
  type ResponseEvent,
} from 'codex-rx';
import { recordTelemetry, socket, virtualWebSocket } from 'codex-rx/testing';
import fc from 'fast-check';
import { concat, defer, EMPTY, from, mergeMap, of, ReplaySubject, take, type Observable } from 'rxjs';
import { wholeOf, wires, type Wire } from '../wires.js';
import { oddFrame } from './oddFrame.js';
import { plainEnd, plainEndOfFrames } from './plainReader.js';

/** Everything that a consumer sees of one answer. */
interface Seen {
  readonly events: readonly ResponseEvent[];
  readonly end: unknown;
  readonly skipped: readonly unknown[];
}

const seenOf = (source: Observable<ResponseEvent>, skipped: readonly unknown[]): Seen => {
  const events: ResponseEvent[] = [];
  let end: unknown = 'open';
  const subscription = source.subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => {
      expect(isApiError(error), String(error)).to.equal(true);
      if (isApiError(error)) end = apiErrorData(error);
    },
    complete: () => (end = 'complete'),
  });
  subscription.unsubscribe();
  return { events, end, skipped: [...skipped] };
};

/** What a client makes of a body that arrives in some pieces. */
const read = (wire: Wire, pieces: readonly Uint8Array[]): Seen => {
  const skipped: unknown[] = [];
  const transport: HttpTransport = {
    stream: () => of({ status: 200, headers: new Headers(), bytes: from(pieces) }),
  };
  const provider = createProvider({ name: 'fuzz', baseUrl: 'http://127.0.0.1/v1', retry: { maxAttempts: 0 } });
  const telemetry = { onSkipped: (frame: unknown) => void skipped.push(frame) };
  return seenOf(wire.ask({ provider, transport, telemetry }, 'x'), skipped);
};

const readSocket = (texts: readonly string[]): Seen => {
  const telemetry = recordTelemetry();
  const asked = new ReplaySubject<void>(1);
  const frames = asked.pipe(
    take(1),
    mergeMap(() =>
      concat(
        from(texts.map((text) => ({ type: 'text' as const, text }))),
        of({ type: 'close' as const, code: 1006, reason: '' }),
      ),
    ),
  );
  const send = defer(() => {
    asked.next();
    return EMPTY;
  });
  const connection = new ResponsesWebSocketClient({
    provider: createProvider({ name: 'fuzz', baseUrl: 'http://127.0.0.1', retry: { maxAttempts: 0 } }),
    transport: virtualWebSocket(of(socket(frames, { send }))),
    telemetry,
  }).connect();
  const seen = seenOf(connection.streamPrompt('m', 'x'), []);
  connection.close();
  return seen;
};

const cutAt = (whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const ends = [...places.map((place) => place % (whole.length + 1)), whole.length].sort((one, other) => one - other);
  return ends.map((end, at) => whole.subarray(ends[at - 1] ?? 0, end));
};

/** What servers, proxies and attackers write between events. */
const stray = fc.constantFrom(
  ...['\n', '\r\n', '\r', '\uFEFF', ': comment\n\n', 'retry: 1\n', 'id: 1\n', 'event: error\n', 'event: x\n', 'data\n'],
  ...[
    'data: ',
    'data: [DONE]\n\n',
    'data: oops\n\n',
    'error: null\n',
    'error: {"message":"no"}\n',
    '{"error":{"message":"no"}}\n',
  ],
  ...[
    '{"status":"queued"}\n',
    '{\n"error": {\n"message": "no"\n}\n}\n',
    '[',
    '{',
    '[[[[',
    '{"a":',
    '}',
    ']',
    '<html>',
    '</html>',
  ],
  ...[
    'event: error\ndata: {"message":"overloaded"}\n\n',
    'event: error\ndata: overloaded\n\n',
    'no healthy upstream\n',
    '\ud83d',
  ],
);

const framesIn = (body: string): readonly string[] => [...body.matchAll(/^data: (.*)$/gm)].map(([, text = '']) => text);
const textsOf = (wire: Wire): readonly string[] => [
  ...framesIn(wholeOf(wire)),
  ...framesIn(wire.toolCall(['{"a":', '1}']) + wire.terminal),
  ...EXTRA[wire.name],
];

/** Frames that end an answer in other ways. */
const EXTRA: Readonly<Record<Wire['name'], readonly string[]>> = {
  responses: [
    '{"type":"response.failed","response":{"error":{"code":"server_error","message":"no"}}}',
    '{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}',
    '{"type":"response.completed","response":{"status":"incomplete"}}',
    '{"type":"error","code":"x","message":"no"}',
    '{"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"Hello 💙 world!"}',
  ],
  chat: [
    '{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}',
    '{"choices":[{"index":0,"delta":{},"finish_reason":"network_error"}]}',
    '{"error":{"message":"no","code":"server_error"}}',
  ],
  messages: [
    '{"type":"message_delta","delta":{"stop_reason":"max_tokens"}}',
    '{"type":"message_delta","delta":{"stop_reason":"error"}}',
    '{"type":"error","error":{"type":"overloaded_error","message":"no"}}',
  ],
  gemini: [
    '{"candidates":[{"finishReason":"MAX_TOKENS"}]}',
    '{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}',
    '{"error":{"code":503,"message":"no","status":"UNAVAILABLE"}}',
  ],
};

/** A frame of a wire, as servers send it or with odd members. */
export const frameOf = (wire: Wire): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...textsOf(wire)) },
    { weight: 2, arbitrary: oddFrame(textsOf(wire)) },
  );

const bodyOf = (wire: Wire): fc.Arbitrary<string> => {
  const event = frameOf(wire).map((text) => `data: ${text}\n\n`);
  const piece = fc.oneof({ weight: 6, arbitrary: event }, { weight: 2, arbitrary: stray }, fc.string({ maxLength: 6 }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')) },
    { weight: 1, arbitrary: fc.array(stray, { maxLength: 3 }).map((pieces) => pieces.join('') + wholeOf(wire)) },
  );
};

const places = fc.array(fc.nat(), { maxLength: 16 });

/** The same bytes give the same events, the same reports and the same end, wherever they are divided. */
const everyCut = (wire: Wire) =>
  fc.property(bodyOf(wire), places, fc.boolean(), (body, at, isDribbled) => {
    const bytes = new TextEncoder().encode(body);
    const cuts = isDribbled ? Array.from({ length: Math.min(bytes.length, 400) }, (_, place) => place) : at;
    expect(read(wire, cutAt(bytes, cuts))).to.deep.equal(read(wire, [bytes]));
  });

const isSuccess = ({ events, end }: Seen): boolean => {
  const last = events.at(-1);
  return end === 'complete' && last?.type === 'completed' && last.status === 'completed';
};

const noFalseSuccess = (wire: Wire) =>
  fc.property(bodyOf(wire), (body) => {
    if (isSuccess(read(wire, [new TextEncoder().encode(body)])))
      expect(plainEnd(wire.name, body), body).to.equal('whole');
  });

const [responsesWire] = wires;
const overSocket = fc.property(
  fc.array(responsesWire === undefined ? fc.constant('') : frameOf(responsesWire), { maxLength: 10 }),
  (texts) => {
    const seen = readSocket(texts);
    expect(seen.end, 'the call has not ended').not.to.equal('open');
    if (isSuccess(seen)) expect(plainEndOfFrames('responses', texts), texts.join('\n')).to.equal('whole');
  },
);

/** What must hold for any bytes, wherever they are cut, by name. */
export const cutProperties: Readonly<Record<string, fc.IRawProperty<unknown>>> = {
  ...Object.fromEntries(wires.map((wire) => [`the same result for every cut over ${wire.name}`, everyCut(wire)])),
  ...Object.fromEntries(
    wires.map((wire) => [`no success that a plain reader calls cut or failed over ${wire.name}`, noFalseSuccess(wire)]),
  ),
  'no success that a plain reader calls cut or failed over a WebSocket': overSocket,
};
