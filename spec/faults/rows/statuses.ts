import { expect } from 'chai';
import type { ApiError } from 'codex-rx';
import type { Exchange } from '../server/Exchange.js';
import { completes, fails, type Check, type Expectation, type Fault, type Faults } from '../Fault.js';
import { KEY } from '../clientOptions.js';
import { wholeOf } from '../wires.js';

type Body = string | object;

const replying =
  (status: string, body: Body, headers: Readonly<Record<string, string>> = {}) =>
  (exchange: Exchange) =>
    exchange.reply(status, typeof body === 'string' ? body : JSON.stringify(body), headers);

const NO_SUCH_MODEL = {
  error: { message: 'no such model', type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
};
const BUSY = { error: { message: 'the server is busy', type: 'server_error' } };

/** A status that is final. */
const final = (status: string, body: Body, says: RegExp, more: Partial<Expectation> = {}): Fault => ({
  play: replying(status, body),
  expect: fails(`http ${status.slice(0, 3)}`, { says, ...more }),
});

/** A status that is tried again, as often as may be. */
const retried = (status: string, body: Body = BUSY, says = /the server is busy/): Fault => ({
  play: replying(status, body),
  expect: fails(`http ${status.slice(0, 3)}`, { says, requests: 3, delays: [10, 20] }),
});

const has = (property: Partial<Record<keyof ApiError | 'detail' | 'code', unknown>>): Pick<Expectation, 'check'> => ({
  check: ({ error }) => expect(error).to.deep.include(property),
});

/** How much of an error's body is kept: 64 KiB of it. */
const bodyIsCut: Check = ({ error }) =>
  expect(error && 'error' in error && error.error.type === 'http' && error.error.body.length).to.equal(64 * 1024);

const refreshing = () => ({ bearerToken: () => KEY, refresh: () => Promise.resolve() });

const MEBIBYTE = Buffer.alloc(2 ** 20, 'x');

/** Statuses that say no, and ask again. */
export const statuses: Faults = {
  '400': final('400 Bad Request', NO_SUCH_MODEL, /^http 400: no such model$/, {
    ...has({ code: 'model_not_found', request_id: 'req_1' }),
  }),
  '400-error-string': final('400 Bad Request', { error: 'no such model' }, /^http 400: no such model$/),
  '400-error-flat': final(
    '400 Bad Request',
    { object: 'error', message: 'no such model', type: 'invalid_model', code: 1500 },
    /^http 400: no such model$/,
    has({ type: 'not_found', code: 'invalid_model' }),
  ),
  '400-error-detail': final('400 Bad Request', { detail: 'no such model' }, /^http 400: no such model$/),
  '400-code-number': final(
    '400 Bad Request',
    { error: { code: 400, message: 'no such model' } },
    /^http 400: no such model$/,
    has({ code: '400' }),
  ),
  '400-context-length': final(
    '400 Bad Request',
    { error: { message: 'too long', code: 'context_length_exceeded' } },
    /too long/,
    has({ code: 'context_length_exceeded' }),
  ),
  '401': final('401 Unauthorized', { error: { message: 'who are you?' } }, /^http 401: who are you\?$/),
  '401-echo-key': final(
    '401 Unauthorized',
    { error: { message: `Incorrect API key provided: ${KEY}`, param: KEY } },
    /^http 401: Incorrect API key provided: \[redacted\]$/,
  ),
  '401-then-ok': {
    play: (exchange, wire) =>
      exchange.attempt === 0 ? exchange.reply('401 Unauthorized', '{}') : exchange.stream(wholeOf(wire)),
    expect: fails('http 401'),
  },
  '401-then-ok (with refresh)': {
    play: (exchange, wire) =>
      exchange.attempt === 0 ? exchange.reply('401 Unauthorized', '{}') : exchange.stream(wholeOf(wire)),
    auth: refreshing(),
    expect: completes({ requests: 2 }),
  },
  '403': final('403 Forbidden', { error: { message: 'not for you' } }, /^http 403: not for you$/),
  '403-html': final('403 Forbidden', `<html><h1>Blocked</h1>${'<p>x</p>'.repeat(5000)}</html>`, /Blocked/, {
    check: ({ error }) => expect(error?.message).to.have.length.lessThan(300),
  }),
  '404': final('404 Not Found', NO_SUCH_MODEL, /no such model/),
  '405': final('405 Method Not Allowed', { error: 'POST is not allowed' }, /POST is not allowed/),
  '408': retried('408 Request Timeout'),
  '409': retried('409 Conflict'),
  '413': {
    play: async (exchange) => {
      await exchange.reply('413 Content Too Large', JSON.stringify({ error: 'too large' }), { connection: 'close' });
      exchange.fin();
    },
    early: true,
    prompt: 'x'.repeat(2 ** 22),
    expect: fails('http 413', { says: /too large/ }),
  },
  '422': final(
    '422 Unprocessable Entity',
    { detail: [{ type: 'missing', loc: ['body', 'model'], msg: 'Field required' }] },
    /^http 422: body\.model: Field required$/,
  ),
  '500': retried('500 Internal Server Error'),
  '500-empty': retried('500 Internal Server Error', '', /^http 500$/),
  '500-huge-body': {
    play: async (exchange) => {
      await exchange.head({ 'content-type': 'text/plain' }, '500 Internal Server Error');
      for (let mebibytes = 0; mebibytes < 64; mebibytes++) await exchange.chunk(MEBIBYTE);
      await exchange.end();
    },
    expect: fails('http 500', { requests: 3, sent: 32, check: bodyIsCut }),
  },
  '500-stalled-body': {
    play: async (exchange) => {
      await exchange.head({}, '500 Internal Server Error');
      await exchange.chunk('the disk is');
    },
    provider: { connectTimeout: 100 },
    expect: fails('http 500', { requests: 3, says: /^http 500: the disk is$/ }),
  },
  '501': retried('501 Not Implemented'),
  '502': retried('502 Bad Gateway', '<html><title>502 Bad Gateway</title></html>', /502 Bad Gateway/),
  '503': retried('503 Service Unavailable'),
  '503-retry-after': {
    play: replying('503 Service Unavailable', BUSY, { 'retry-after': '1' }),
    provider: { retry: { maxAttempts: 1 } },
    expect: fails('http 503', { requests: 2, delays: [1000] }),
  },
  '504': retried('504 Gateway Timeout'),
  '529': retried('529 Overloaded'),
  '500-then-ok': {
    play: (exchange, wire) =>
      exchange.attempt < 2 ? exchange.reply('500 Internal Server Error', '') : exchange.stream(wholeOf(wire)),
    expect: completes({ requests: 3, delays: [10, 20] }),
  },
  flap: {
    play: (exchange, wire) => {
      if (exchange.attempt === 0) return exchange.reply('500 Internal Server Error', '');
      if (exchange.attempt === 1) return exchange.reply('429 Too Many Requests', '', { 'retry-after-ms': '20' });
      return exchange.attempt === 2 ? exchange.reset() : exchange.stream(wholeOf(wire));
    },
    provider: { retry: { maxAttempts: 3 } },
    expect: completes({ requests: 4, delays: [10, 20, 40] }),
  },
  '400-should-retry-true': {
    play: replying('400 Bad Request', NO_SUCH_MODEL, { 'x-should-retry': 'true' }),
    expect: fails('http 400', { requests: 3 }),
  },
  '500-should-retry-false': {
    play: replying('500 Internal Server Error', BUSY, { 'x-should-retry': 'false' }),
    expect: fails('http 500'),
  },
};
