import { expect } from 'chai';
import { NEVER, of, throwError, type Observable } from 'rxjs';
import { isJsonObject } from '../../../lib/protocol/codec/json.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { relay, type RelayHandler } from '../../../lib/relay/server/relay.js';
import type { RelayOptions } from '../../../lib/relay/server/RelayOptions.js';
import { errorOf } from '../../support/collect.js';
import { relayClientOf } from '../../support/relayed.js';

const URL_OF_RELAY = 'https://app.example/api/chat';
const ID = 'answer-0001';

const post = (input: unknown = 'hi', headers: Readonly<Record<string, string>> = {}, query = ''): Request =>
  new Request(`${URL_OF_RELAY}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof input === 'string' && input.startsWith('!') ? input : JSON.stringify(input),
  });
const get = (query = `?answer=${ID}`, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request(`${URL_OF_RELAY}${query}`, { headers });

const opened: RelayHandler[] = [];
const handlerOf = (options: Partial<RelayOptions> = {}): RelayHandler => {
  const handle = relay({ ask: () => of('a', 'b'), ...options });
  opened.push(handle);
  return handle;
};
afterEach(() => {
  for (const handle of opened.splice(0)) handle.close();
});

const typeOf = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json();
  const error: unknown = isJsonObject(body) ? body['error'] : undefined;
  return isJsonObject(error) ? error['type'] : undefined;
};

describe('the requests that a relay refuses', () => {
  const stalled = (): Request => {
    const body = new ReadableStream<Uint8Array>({ start: () => undefined });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    return new Request(URL_OF_RELAY, { ...init, ...{ duplex: 'half' } });
  };
  const table: readonly (readonly [string, Request, number, string, Partial<RelayOptions>?])[] = [
    ['another method', new Request(URL_OF_RELAY, { method: 'PUT', body: '1' }), 405, 'invalid_request_error'],
    ['a user who is not signed in', post(), 401, 'authentication_error', { authorize: () => ({ refuse: 401 }) }],
    ['a user who may not', post(), 403, 'permission_error', { authorize: () => Promise.resolve({ refuse: 403 }) }],
    ['a user who asks too often', post(), 429, 'rate_limit_error', { limit: () => 1500 }],
    ['a long body', post('x'.repeat(100)), 413, 'invalid_request_error', { maxBodySize: 100 }],
    [
      'a long body that declares a short one',
      post('x'.repeat(100), { 'content-length': '1' }),
      413,
      'invalid_request_error',
      { maxBodySize: 100 },
    ],
    ['a body that is not JSON', post('!{'), 400, 'invalid_request_error'],
    ['a form', post('hi', { 'content-type': 'text/plain' }), 415, 'invalid_request_error'],
    ['a body that does not come', stalled(), 408, 'timeout_error', { bodyTimeout: 5 }],
    ['an unknown answer', get(), 404, 'not_found_error'],
    ['an answer without an id', get(''), 404, 'not_found_error'],
    ['an id that could be guessed', get('?answer=1'), 404, 'not_found_error'],
    ['an id with a path', post('hi', {}, '?answer=../../etc/passwd'), 404, 'not_found_error'],
    ['one reader too many', post(), 503, 'overloaded_error', { maxReaders: 0 }],
  ];
  for (const [title, request, status, type, options] of table)
    it(`${title}: ${status}`, async () => {
      const response = await handlerOf(options)(request);
      expect([response.status, await typeOf(response)]).to.deep.equal([status, type]);
      expect(response.headers.get('retry-after')).to.equal({ 429: '2', 503: '1' }[status] ?? null);
    });

  it('keeps the message of an exception to itself, and reports it to the server', async () => {
    const errors: unknown[] = [];
    const handle = handlerOf({
      authorize: () => {
        throw new Error('password hunter2 is wrong');
      },
      onError: (error) => errors.push(error.cause),
    });
    const response = await handle(post());
    expect(response.status).to.equal(500);
    expect(await response.text()).not.to.contain('hunter2');
    expect(errors).to.have.nested.property('[0].message', 'password hunter2 is wrong');
  });

  it('are ApiErrors at the client', async () => {
    const handle = handlerOf({ limit: () => 90_000 });
    const fetchOnce = (url: string, init: RequestInit) => handle(new Request(url, init));
    const client = relayClientOf({ url: URL_OF_RELAY }, { fetch: fetchOnce });
    expect(await errorOf(client.stream('hi'))).to.include({ type: 'rate_limit', status: 429, delay: 90_000 });
  });
});

describe('the answers of a relay', () => {
  it('are event streams that nothing on the way may buffer, cache or compress', async () => {
    const { status, headers } = await handlerOf()(post());
    expect(status).to.equal(200);
    expect(headers.get('content-type')).to.equal('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).to.equal('no-cache, no-store, no-transform');
    expect(headers.get('x-accel-buffering')).to.equal('no');
  });

  it('can be read by their id, from any frame; after the end, 204 stops an EventSource', async () => {
    const handle = handlerOf();
    const whole = await (await handle(post('hi', {}, `?answer=${ID}`))).text();
    expect(whole).to.match(
      /^: open\n\nid: 1\ndata: "a"\n\nid: 2\ndata: "b"\n\nid: 3\nevent: done\ndata: {"duration":\d+}\n\n$/,
    );
    expect(await (await handle(get())).text()).to.equal(whole);
    const rest = `: open\n\n${whole.slice(whole.indexOf('id: 2'))}`;
    expect(await (await handle(get(undefined, { 'last-event-id': '1' }))).text()).to.equal(rest);
    expect(await (await handle(get(`?answer=${ID}&after=1`))).text()).to.equal(rest);
    for (const after of ['3', '999'])
      expect((await handle(get(undefined, { 'last-event-id': after }))).status).to.equal(204);
    expect(await (await handle(get(undefined, { 'last-event-id': 'x' }))).text()).to.equal(whole);
  });

  it('cannot be read or stopped by another user', async () => {
    const user = ({ headers }: Request) => ({ user: headers.get('x-user') ?? '' });
    const handle = handlerOf({ authorize: user, ask: () => NEVER });
    await handle(post('hi', { 'x-user': 'ann' }, `?answer=${ID}`));
    expect((await handle(get(undefined, { 'x-user': 'ann' }))).status).to.equal(200);
    expect((await handle(get(undefined, { 'x-user': 'bob' }))).status).to.equal(404);
    await handle(new Request(`${URL_OF_RELAY}?answer=${ID}`, { method: 'DELETE', headers: { 'x-user': 'bob' } }));
    const still = (await handle(get(undefined, { 'x-user': 'ann' }))).body?.getReader();
    expect(new TextDecoder().decode((await still?.read())?.value)).to.equal(': open\n\n');
    await still?.cancel();
  });

  const failing: readonly (readonly [string, () => Observable<unknown>, object])[] = [
    [
      'an error of the answer',
      () => throwError(() => apiError({ type: 'quota_exceeded' })),
      { type: 'quota_exceeded' },
    ],
    [
      'an exception of ask',
      () => {
        throw new Error('hunter2');
      },
      { type: 'stream', reason: 'exception', detail: 'the server failed' },
    ],
    [
      'an ApiError that ask throws',
      () => {
        throw apiError({ type: 'invalid_request', detail: 'no' });
      },
      { type: 'invalid_request', detail: 'no' },
    ],
    ['a value that is not JSON', () => of(1n), { type: 'stream', reason: 'malformed' }],
  ];
  for (const [title, ask, expected] of failing)
    it(`end with ${title} as their last frame`, async () => {
      const handle = handlerOf({ ask });
      const fetchOnce = (url: string, init: RequestInit) => handle(new Request(url, init));
      const error = await errorOf(relayClientOf({ url: URL_OF_RELAY }, { fetch: fetchOnce }).stream('hi'));
      expect(error).to.include(expected);
      expect(error.message).not.to.contain('hunter2');
    });

  it('end when the relay is closed', async () => {
    const handle = handlerOf({ ask: () => NEVER });
    const response = await handle(post());
    handle.close();
    expect(await response.text()).to.contain('event: failed\ndata: {"type":"stream","reason":"cancelled"');
  });
});

describe('CORS of a relay', () => {
  const origin = 'https://page.example';
  const preflight = () => new Request(URL_OF_RELAY, { method: 'OPTIONS', headers: { origin } });

  it('allows no page of another origin by default', async () => {
    const handle = handlerOf();
    for (const request of [preflight(), post('hi', { origin })])
      expect((await handle(request)).headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('allows the origins of the option, with their methods, headers and cookies, before the user is checked', async () => {
    const cors = { origins: [origin], credentials: true, headers: ['x-csrf'] };
    const { status, headers } = await handlerOf({ cors, authorize: () => ({ refuse: 401 }) })(preflight());
    expect(status).to.equal(204);
    expect(headers.get('access-control-allow-origin')).to.equal(origin);
    expect(headers.get('access-control-allow-methods')).to.equal('GET, POST, DELETE');
    expect(headers.get('access-control-allow-headers')).to.equal('content-type, authorization, last-event-id, x-csrf');
    expect(headers.get('access-control-allow-credentials')).to.equal('true');
    expect(headers.get('vary')).to.equal('origin');
  });

  it('lets the page read refusals, and their delay', async () => {
    const { headers } = await handlerOf({ cors: { origins: '*' }, limit: () => 5 })(post('hi', { origin }));
    expect(headers.get('access-control-allow-origin')).to.equal('*');
    expect(headers.get('access-control-expose-headers')).to.equal('retry-after');
    expect(headers.get('access-control-allow-credentials')).to.equal(null);
  });

  it('does not allow another origin', async () => {
    const { headers } = await handlerOf({ cors: { origins: ['https://other.example'] } })(post('hi', { origin }));
    expect(headers.get('access-control-allow-origin')).to.equal(null);
  });
});
