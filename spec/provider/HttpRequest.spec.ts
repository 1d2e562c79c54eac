import { expect } from 'chai';
import { getOrElseW, isLeft } from '#either';
import type { ApiError } from '../../lib/protocol/errors/ApiError.js';
import { buildRequest, type HttpRequest, type RequestSpec } from '../../lib/provider/HttpRequest.js';
import { createProvider, type ProviderOptions } from '../../lib/provider/Provider.js';

const provider = (options: Partial<ProviderOptions> = {}) =>
  createProvider({ name: 'test', baseUrl: 'https://host.example/v1', ...options });
const post: RequestSpec = { method: 'POST', path: 'responses', body: { a: 1 }, accept: 'text/event-stream' };

const built = (spec: Partial<RequestSpec> = {}, options?: Partial<ProviderOptions>): HttpRequest =>
  getOrElseW((error: ApiError): never => expect.fail(error.message))(
    buildRequest(provider(options), { ...post, ...spec }),
  );
const faultOf = (spec: Partial<RequestSpec>, options?: Partial<ProviderOptions>): string => {
  const request = buildRequest(provider(options), { ...post, ...spec });
  if (!isLeft(request)) return expect.fail('the request was built');
  expect(request.left).to.have.nested.property('error.type', 'build');
  return request.left.message;
};
const headersOf = (request: HttpRequest): object => Object.fromEntries(request.headers);

describe('buildRequest', () => {
  it('builds the request of an endpoint', () => {
    const { headers, ...request } = built({ params: { client_version: '1' } }, { queryParams: { v: '2' } });
    expect(request).to.deep.equal({
      method: 'POST',
      url: 'https://host.example/v1/responses?v=2&client_version=1',
      body: { a: 1 },
      compression: 'none',
    });
    expect(Object.fromEntries(headers)).to.deep.equal({
      accept: 'text/event-stream',
      'content-type': 'application/json',
    });
  });

  it('has neither body nor content type for a GET', () => {
    const request = built({ method: 'GET', body: undefined, accept: 'application/json' });
    expect(request).not.to.have.property('body');
    expect(headersOf(request)).to.deep.equal({ accept: 'application/json' });
  });

  for (const body of [null, false, 0, '', [], {}])
    it(`takes ${JSON.stringify(body)} for a body`, () => {
      expect(built({ body })).to.have.property('body', body);
      expect(headersOf(built({ body }))).to.have.property('content-type', 'application/json');
    });

  it("lets later headers overwrite earlier ones, and all of them the provider's, in any case of their names", () => {
    const headers = [
      { 'x-b': 'first', 'X-C': 'first' },
      new Headers({ 'x-c': 'second', 'x-d': 'second' }),
      { 'X-D': 'third' },
    ];
    const request = built({ headers }, { headers: { 'X-A': 'provider', 'X-B': 'provider' } });
    expect(headersOf(request)).to.include({ 'x-a': 'provider', 'x-b': 'first', 'x-c': 'second', 'x-d': 'third' });
  });

  it('accepts the media type of the endpoint whatever the headers have', () => {
    expect(headersOf(built({ headers: [{ Accept: '*/*' }] }))).to.have.property('accept', 'text/event-stream');
  });

  it('keeps a content type that is given', () => {
    const headers = [{ 'Content-Type': 'application/json; charset=utf-8' }];
    expect(headersOf(built({ headers }))).to.have.property('content-type', 'application/json; charset=utf-8');
  });

  it('requests compression of the transport where it is wanted', () => {
    expect(built({ compression: 'zstd' })).to.have.property('compression', 'zstd');
    expect(built({ compression: undefined })).to.have.property('compression', 'none');
  });

  it('refuses to compress what is already encoded', () => {
    expect(faultOf({ compression: 'zstd', headers: [{ 'content-encoding': 'gzip' }] })).to.equal(
      'request build error: request compression was requested but content-encoding is already set',
    );
    expect(headersOf(built({ headers: [{ 'content-encoding': 'gzip' }] }))).to.have.property(
      'content-encoding',
      'gzip',
    );
  });

  for (const value of ['hunter2\r\nx-injected: 1', 'hunter2\n', 'hunter2\0', 'hunter2 👍'])
    it(`refuses the header value ${JSON.stringify(value)} by the header's name and not by its value`, () => {
      for (const fault of [
        faultOf({ headers: [{ 'x-secret': value }] }),
        faultOf({}, { headers: { 'x-secret': value } }),
      ])
        expect(fault).to.include('x-secret').and.not.include('hunter2');
    });

  it('refuses a header name with a line break in it', () => {
    expect(faultOf({ headers: [{ 'x-a\r\nx-b': '1' }] })).to.equal(
      'request build error: a header name must consist of letters, digits and hyphens, got "x-a??x-b"',
    );
  });

  it('refuses a base URL that is no URL', () => {
    expect(faultOf({}, { baseUrl: 'nowhere' })).to.match(/^request build error: baseUrl must be a complete URL/);
  });

  it('sends no accept where the endpoint names no media type', () => {
    const { accept: _, ...anything } = post;
    const request = getOrElseW((error: ApiError): never => expect.fail(error.message))(
      buildRequest(provider(), anything),
    );
    expect(headersOf(request)).to.deep.equal({ 'content-type': 'application/json' });
  });

  it('keeps the accept of the headers where the endpoint names no media type', () => {
    const request = buildRequest(provider(), { method: 'GET', path: 'models', headers: [{ Accept: '*/*' }] });
    expect(isLeft(request) ? request.left : headersOf(request.right)).to.deep.equal({ accept: '*/*' });
  });

  it('builds the URL of a WebSocket for an upgrade, and leaves the handshake to the transport', () => {
    const spec: RequestSpec = {
      method: 'GET',
      path: 'responses',
      upgrade: 'websocket',
      headers: [{ 'OpenAI-Beta': 'responses_websockets=2026-02-06' }, { 'x-a': '1' }],
    };
    const request = buildRequest(provider({ queryParams: { v: '2' }, headers: { 'x-p': 'p' } }), spec);
    if (isLeft(request)) return expect.fail(request.left.message);
    const { headers, ...rest } = request.right;
    expect(rest).to.deep.equal({ method: 'GET', url: 'wss://host.example/v1/responses?v=2', compression: 'none' });
    expect(Object.fromEntries(headers)).to.deep.equal({
      'openai-beta': 'responses_websockets=2026-02-06',
      'x-a': '1',
      'x-p': 'p',
    });
  });

  it('accepts a base URL with ws for a WebSocket, and for nothing else', () => {
    const baseUrl = 'ws://host.example/v1';
    expect(built({ upgrade: 'websocket' }, { baseUrl })).to.have.property('url', 'ws://host.example/v1/responses');
    expect(faultOf({}, { baseUrl })).to.include('baseUrl must begin with http:// or https://, got ws:');
  });

  it('reports that the URL of a WebSocket could not be built', () => {
    expect(faultOf({ upgrade: 'websocket' }, { baseUrl: 'nowhere' })).to.match(
      /^request build error: failed to build websocket URL: baseUrl must be a complete URL/,
    );
  });

  it('refuses numbers that timers cannot hold, by the name of the option', () => {
    expect(faultOf({}, { connectTimeout: 2 ** 31 })).to.include(
      'connectTimeout must be a number of milliseconds above 0 and at most 2147483647, got 2147483648',
    );
  });
});
