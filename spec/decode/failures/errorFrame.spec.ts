import { expect } from 'chai';
import { readErrorFrame } from '../../../lib/decode/failures/errorFrame.js';

const LIMIT = 'websocket_connection_limit_reached';
const STANDARD_TEXT =
  'Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.';
const error = { type: 'server_error', message: 'it broke' };

describe('readErrorFrame: a failure of the connection', () => {
  it('reads the limit of an hour, with its text', () => {
    expect(readErrorFrame({ type: 'error', error: { code: LIMIT, message: 'an hour is over' } })).to.deep.equal({
      type: 'stale',
      code: LIMIT,
      detail: 'an hour is over',
    });
  });

  it('knows the text of the limit where the server leaves it out', () => {
    for (const message of [undefined, null])
      expect(readErrorFrame({ type: 'error', error: { code: LIMIT, message } })).to.have.property(
        'detail',
        STANDARD_TEXT,
      );
  });

  it('reads an answer that the server has forgotten', () => {
    const code = 'previous_response_not_found';
    expect(readErrorFrame({ type: 'error', status: 400, error: { code, message: 'gone' } })).to.deep.equal({
      type: 'stale',
      code,
      detail: 'gone',
    });
  });

  for (const status of [undefined, null, 200, 400, 429, 500, 'soon'])
    it(`goes by the code whatever the status: ${String(status)}`, () => {
      expect(readErrorFrame({ type: 'error', status, error: { code: LIMIT } })).to.have.property('type', 'stale');
    });

  it('needs an error frame for it', () => {
    expect(readErrorFrame({ type: 'response.failed', error: { code: LIMIT } })).to.equal(undefined);
  });
});

describe('readErrorFrame: what HTTP reports by a status', () => {
  for (const status of [100, 101, 301, 400, 401, 403, 404, 426, 429, 500, 503, 599])
    it(`reads the status ${status}`, () => {
      expect(readErrorFrame({ type: 'error', status, error })).to.deep.equal({ type: 'http', status, headers: {} });
    });

  it('reads the status under its other name, and prefers the first one', () => {
    expect(readErrorFrame({ type: 'error', status_code: 429, error })).to.have.property('status', 429);
    expect(readErrorFrame({ type: 'error', status: 503, status_code: 429, error })).to.have.property('status', 503);
    expect(readErrorFrame({ type: 'error', status: null, status_code: 429, error })).to.have.property('status', 429);
  });

  for (const status of [undefined, null, 0, 99, 200, 204, 299, 429.5, -429, 'soon', true, [429], {}])
    it(`takes ${JSON.stringify(status)} for no status of an error`, () => {
      expect(readErrorFrame({ type: 'error', status, error })).to.equal(undefined);
    });

  it('S13 reads a frame of the other name, headers of any type, and a status as text', () => {
    const headers = { 'Retry-After': { toString: null }, 'x-a': [1], 'x-b': true };
    expect(readErrorFrame({ type: 'response.error', status: ' 401 ', headers })).to.deep.equal({
      type: 'http',
      status: 401,
      headers: { 'x-b': 'true' },
    });
  });

  for (const notAnObject of ['it broke', 500, true, null, []])
    it(`S13 reads the status of a frame whose error is ${JSON.stringify(notAnObject)}`, () => {
      expect(readErrorFrame({ type: 'error', status: 500, error: notAnObject })).to.have.property('status', 500);
    });

  it('S13 reads a status wherever it stands, and a code at the top', () => {
    const headers = { 'Retry-After': '7' };
    const read = { type: 'http', status: 401, headers: { 'retry-after': '7' } };
    expect(readErrorFrame({ type: 'error', status: 401, headers })).to.deep.equal(read);
    expect(readErrorFrame({ type: 'error', status: '401', headers })).to.deep.equal(read);
    expect(readErrorFrame({ type: 'error', error: { status: 401, headers } })).to.deep.equal(read);
    expect(readErrorFrame({ type: 'error', status: 401, code: 'x', message: 'flat', headers })).to.deep.equal(read);
    expect(readErrorFrame({ type: 'error', code: LIMIT })).to.have.property('type', 'stale');
  });

  it('takes an error that says nothing', () => {
    expect(readErrorFrame({ type: 'error', status: 500, error: {} })).to.have.property('status', 500);
  });

  it('takes members that it does not know', () => {
    const frame = { type: 'error', status: 429, error: { ...error, plan_type: 'pro', resets_at: 1 }, event_id: 'e1' };
    expect(readErrorFrame(frame)).to.have.property('status', 429);
  });

  it('gives the headers that are text, numbers or booleans, as text under lower-case names', () => {
    const headers = {
      'X-Text': 'a',
      'x-number': 15,
      'x-fraction': 0.5,
      'x-yes': true,
      'x-no': false,
      'x-empty': '',
      'x-null': null,
      'x-list': ['a'],
      'x-object': { a: 1 },
    };
    expect(readErrorFrame({ type: 'error', status: 429, error, headers })).to.have.deep.property('headers', {
      'x-text': 'a',
      'x-number': '15',
      'x-fraction': '0.5',
      'x-yes': 'true',
      'x-no': 'false',
      'x-empty': '',
    });
  });

  for (const headers of [undefined, null, 'a: b', 7, true])
    it(`has no headers where they are ${JSON.stringify(headers)}`, () => {
      expect(readErrorFrame({ type: 'error', status: 429, error, headers })).to.have.deep.property('headers', {});
    });
});

describe('readErrorFrame: what is no error frame', () => {
  for (const frame of [
    { type: 'response.created' },
    { type: 'response.failed', status: 500, error },
    { type: 'Error', status: 500, error },
    { status: 500, error },
    [{ type: 'error', status: 500, error }],
    'error',
    500,
    null,
    undefined,
  ])
    it(`leaves ${JSON.stringify(frame)} to others`, () => {
      expect(readErrorFrame(frame)).to.equal(undefined);
    });
});
