import { expect } from 'chai';
import { completes, fails, perWire, type Faults } from '../Fault.js';
import { wholeOf } from '../wires.js';

const labelled = (headers: Readonly<Record<string, string | readonly string[]>>): Faults[string] => ({
  play: (exchange, wire) => exchange.stream(wholeOf(wire), headers),
  expect: completes(),
});

const truncated = perWire({
  responses: fails('stream', { says: /stream closed before response\.completed/ }),
  chat: fails('stream', { says: /stream closed before completion/ }),
  messages: fails('stream', { says: /stream closed before message_stop/ }),
  gemini: fails('stream', { says: /stream closed before a finish reason/ }),
});

/** A status that promises more than the body holds. */
export const success: Faults = {
  '200-json-error': {
    play: (exchange) =>
      exchange.reply('200 OK', JSON.stringify({ error: { message: 'no credit left', code: 'insufficient_quota' } })),
    expect: fails('quota_exceeded', { says: /no credit left/ }),
  },
  '200-json-success': {
    play: (exchange) => exchange.reply('200 OK', JSON.stringify({ id: 'resp_1', object: 'response', output: [] })),
    expect: fails('stream', { says: /expected an event stream, but the body begins: \{"id":"resp_1"/ }),
  },
  '200-html': {
    play: (exchange) => exchange.reply('200 OK', `<!doctype html><title>Sign in</title>${'<p>x</p>'.repeat(10_000)}`),
    expect: fails('stream', { says: /expected an event stream, but the body begins: <!doctype html><title>Sign in/ }),
  },
  '200-empty-body': {
    play: (exchange) => exchange.stream(''),
    expect: truncated,
  },
  '200-only-comments': {
    play: (exchange) => exchange.stream(': ping\n\n'.repeat(3)),
    expect: truncated,
  },
  '200-only-done': {
    play: (exchange, wire) => exchange.stream(wire.name === 'chat' ? 'data: [DONE]\n\n' : wire.terminal),
    expect: completes({ text: '' }),
  },
  '204': {
    play: (exchange) => exchange.raw('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n').then(() => exchange.fin()),
    expect: fails('stream', { says: /status 204 and without a body/ }),
  },
  '200-no-content-type': {
    play: async (exchange, wire) => {
      await exchange.raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      await exchange.chunk(wholeOf(wire));
      await exchange.end();
    },
    expect: completes({ check: ({ telemetry }) => expect(telemetry.skipped).to.deep.equal([]) }),
  },
  '200-wrong-content-type': labelled({ 'content-type': 'application/octet-stream' }),
  '200-wrong-content-type (text)': labelled({ 'content-type': 'text/plain' }),
  '200-charset-latin1': labelled({ 'content-type': 'text/event-stream; charset=iso-8859-1' }),
};
