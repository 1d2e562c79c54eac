import { expect } from 'chai';
import fc from 'fast-check';
import { from, of } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { apiErrorKind, isApiError, type ApiErrorKind } from '../../../lib/protocol/errors/ApiError.js';
import type { ResponseEvent } from '../../../lib/protocol/ResponseEvent.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { CHAT_DONE, chatDelta, chatFinish } from '../../../lib/testing/chatWire.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { bytes, completed, created, failed, itemDone, sse, textDelta } from '../../../lib/testing/wire.js';
import { simpleEnd } from './simpleEnd.js';

interface Result {
  readonly events: readonly ResponseEvent[];
  readonly skipped: readonly string[];
  readonly end: ApiErrorKind | 'complete' | undefined;
}

const wires = ['responses', 'chat'] as const;
type Wire = (typeof wires)[number];

/** What a whole client makes of a body. */
const resultOf = (wire: Wire, chunks: readonly Uint8Array[]): Result => {
  const events: ResponseEvent[] = [];
  const skipped: string[] = [];
  let end: Result['end'];
  const options = {
    provider: createProvider({ name: 'p', baseUrl: 'https://p.test/v1', wire, retry: { maxAttempts: 0 } }),
    transport: virtualTransport(of(response(from(chunks)))),
    telemetry: { onSkipped: ({ reason }: { readonly reason: string }) => skipped.push(reason) },
  };
  const client = wire === 'chat' ? new ChatClient(options) : new ResponsesClient(options);
  client.streamPrompt('m', 'x').subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => (end = isApiError(error) ? apiErrorKind(error) : undefined),
    complete: () => (end = 'complete'),
  });
  return { events, skipped, end };
};

const cutAt = (whole: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const cuts = [0, ...places.map((place) => place % (whole.length + 1)), whole.length].sort((a, b) => a - b);
  return cuts.slice(1).map((cut, index) => whole.subarray(cuts[index], cut));
};

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hé 💙' }] };
const error = { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } };
const stray = [
  `${JSON.stringify(error)}\n\n`,
  JSON.stringify(error, null, 2),
  '{"status":"queued"}\n',
  '{"choices":[]}\n',
  'error: {"message":"no"}\n',
  'error: null\n',
  ': comment\n\n',
  '\n',
  '\r\n',
  '\uFEFF',
  'no healthy upstream\n',
  '<html><body>502</body></html>',
  'event: error\ndata: {"message":"overloaded"}\n\n',
  'event: error\ndata: overloaded\n\n',
];
const frames: Readonly<Record<Wire, readonly string[]>> = {
  responses: [
    sse(created()),
    sse(textDelta('Hé ')),
    sse(textDelta('💙')),
    sse(itemDone(message)),
    sse(completed('r')),
    sse(failed('server_error', 'no')),
    sse({ type: 'response.incomplete', response: { incomplete_details: { reason: 'max_output_tokens' } } }),
    sse({ type: 'response.completed', response: { status: 'failed', error: { code: 'x', message: 'no' } } }),
    sse({ type: 'response.new', x: 1 }),
    CHAT_DONE,
  ],
  chat: [
    sse(chatDelta({ content: 'Hé ' })),
    sse(chatDelta({ content: '💙' })),
    sse(chatFinish('stop')),
    sse(chatFinish('length')),
    sse(chatFinish('network_error')),
    sse(error),
    CHAT_DONE,
  ],
};

for (const wire of wires) {
  const stream = fc.array(fc.constantFrom(...stray, ...frames[wire], ...frames[wire]), { maxLength: 8 });
  describe(`every cut of a ${wire} stream`, () => {
    it('S12 gives the same events, the same reports and the same end', () => {
      const property = fc.property(stream, fc.array(fc.nat(), { maxLength: 12 }), (pieces, places) => {
        const whole = bytes(pieces.join(''));
        expect(resultOf(wire, cutAt(whole, places))).to.deep.equal(resultOf(wire, [whole]));
      });
      fc.assert(property, { numRuns: 300 });
    });

    it('calls no stream a success that a simple reader calls cut or failed', () => {
      const property = fc.property(stream, (pieces) => {
        const text = pieces.join('');
        const { events, end } = resultOf(wire, [bytes(text)]);
        const last = events.at(-1);
        const isSuccess = end === 'complete' && last?.type === 'completed' && last.status === 'completed';
        if (isSuccess) expect(simpleEnd(wire, text), text).to.equal('whole');
      });
      fc.assert(property, { numRuns: 300 });
    });
  });
}

describe('a body that begins with a line of JSON', () => {
  const good = sse(chatDelta({ content: 'Hi' }), chatFinish()) + CHAT_DONE;
  const rows: readonly (readonly [string, string, object | string])[] = [
    ['S12 is the error that the line reports', `${JSON.stringify(error)}\n\n${CHAT_DONE}`, { type: 'quota_exceeded' }],
    ['S12 is the answer after a line that reports none', `{"status":"queued"}\n${good}`, 'complete'],
    ['S14 is the answer after "error: null"', `error: null\n${good}`, 'complete'],
    [
      'S14 is the answer around "error: false"',
      `${good.slice(0, good.indexOf('data', 5))}error: false\n\n${good}`,
      'complete',
    ],
  ];
  for (const [name, body, expected] of rows)
    it(name, () => {
      const whole = bytes(body);
      for (let place = 0; place < whole.length; place++) {
        const { end } = resultOf('chat', cutAt(whole, [place]));
        if (typeof expected === 'string') expect(end, String(place)).to.equal(expected);
        else expect(end, String(place)).to.include(expected);
      }
    });
});

describe('S5 the name of an event', () => {
  const bodies = [
    'data: {"message":"overloaded"}',
    'data: {"error":{"message":"overloaded"}}',
    'data: {"error":"overloaded"}',
    'data: {"type":"server_error","message":"overloaded"}',
    'data: overloaded',
    'data: "overloaded"',
    'data: {"choices":[],"message":"overloaded"}',
  ];
  for (const wire of wires)
    for (const data of bodies)
      for (const name of ['error', 'Error'])
        it(`S5 makes an error of "event: ${name}", ${data} over ${wire}`, () => {
          const { end } = resultOf(wire, [bytes(`event: ${name}\n${data}\n\n${CHAT_DONE}`)]);
          expect(end).to.be.an('object');
          expect(JSON.stringify(end)).to.include('overloaded');
        });

  it('S5 gives a frame without a type the type of its event', () => {
    const body = 'event: response.output_text.delta\ndata: {"delta":"Hi"}\n\n' + sse(completed('r'));
    expect(resultOf('responses', [bytes(body)]).events[0]).to.include({ type: 'output_text_delta', delta: 'Hi' });
  });
});
