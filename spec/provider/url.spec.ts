import { expect } from 'chai';
import { isLeft, left, right } from '#either';
import { endpointUrl, webSocketUrl } from '../../lib/provider/url.js';

type Params = Readonly<Record<string, string>>;
const urlOf = (baseUrl: string, path = 'responses', queryParams: Params = {}, own?: Params) =>
  endpointUrl({ baseUrl, queryParams }, path, own);

const joints: readonly (readonly [string, string, string])[] = [
  ['https://host.example/v1', 'responses', 'https://host.example/v1/responses'],
  ['https://host.example/v1/', 'responses', 'https://host.example/v1/responses'],
  ['https://host.example/v1//', '//responses', 'https://host.example/v1/responses'],
  ['https://host.example', 'responses', 'https://host.example/responses'],
  ['https://host.example/', '/responses', 'https://host.example/responses'],
  ['https://host.example/v1', '', 'https://host.example/v1'],
  ['https://host.example/v1/', '/', 'https://host.example/v1'],
  [
    'http://127.0.0.1:8080/api/codex',
    'memories/trace_summarize',
    'http://127.0.0.1:8080/api/codex/memories/trace_summarize',
  ],
  ['https://host.example:443/v1', 'responses', 'https://host.example/v1/responses'],
];

describe('endpointUrl', () => {
  for (const [base, path, expected] of joints)
    it(`joins "${base}" and "${path}"`, () => {
      expect(urlOf(base, path)).to.deep.equal(right(expected));
    });

  it('adds the parameters of the provider in the order in which they are given', () => {
    expect(urlOf('https://h.example', 'r', { b: '1', a: '2' })).to.deep.equal(right('https://h.example/r?b=1&a=2'));
  });

  it("puts the query of the base first, then the provider's, then the request's own", () => {
    expect(urlOf('https://h.example/v1/?z=0', 'models', { b: '1' }, { client_version: '1.2.3' })).to.deep.equal(
      right('https://h.example/v1/models?z=0&b=1&client_version=1.2.3'),
    );
  });

  it('encodes names and values so that they arrive as given', () => {
    const params = { a: 'b c', 'd&e': 'é=+#?', f: '../..' };
    const url = urlOf('https://h.example', 'r', params);
    expect(isLeft(url) ? url.left : Object.fromEntries(new URL(url.right).searchParams)).to.deep.equal(params);
    expect(url).to.deep.equal(right('https://h.example/r?a=b%20c&d%26e=%C3%A9%3D%2B%23%3F&f=..%2F..'));
  });

  it('keeps the encoded values of a query in the base', () => {
    expect(urlOf('https://h.example?a=b%20c%26', 'r')).to.deep.equal(right('https://h.example/r?a=b%20c%26'));
  });

  for (const base of [
    '',
    'api.openai.com/v1',
    '/v1',
    'https://',
    'http://host:notaport/v1',
    'https://user:hunter2@h:x',
  ])
    it(`refuses "${base}" as no URL, without repeating it`, () => {
      expect(urlOf(base)).to.deep.equal(
        left(
          'baseUrl must be a complete URL, for example https://api.openai.com/v1; in a page it may be a path such as /api/v1',
        ),
      );
    });

  for (const [base, scheme] of [
    ['file:///etc/passwd', 'file:'],
    ['ftp://h.example/v1', 'ftp:'],
    ['ws://h.example/v1', 'ws:'],
    ['data:text/plain,x', 'data:'],
    ['localhost:8080/v1', 'localhost:'],
  ] as const)
    it(`refuses the scheme of ${base}`, () => {
      expect(urlOf(base)).to.deep.equal(left(`baseUrl must begin with http:// or https://, got ${scheme}`));
    });

  for (const base of ['https://user:hunter2@h.example/v1', 'https://hunter2@h.example', 'https://:hunter2@h.example'])
    it(`refuses credentials in a base URL without repeating them (${base.replace('hunter2', '…')})`, () => {
      const url = urlOf(base);
      expect(url).to.have.property('left').that.includes('user name or password').and.not.includes('hunter2');
    });
});

const webSockets: readonly (readonly [base: string, expected: string])[] = [
  ['https://host.example/v1', 'wss://host.example/v1/responses'],
  ['http://127.0.0.1:8080/v1/', 'ws://127.0.0.1:8080/v1/responses'],
  ['HTTPS://host.example/v1', 'wss://host.example/v1/responses'],
  ['wss://host.example/v1', 'wss://host.example/v1/responses'],
  ['ws://localhost:1234', 'ws://localhost:1234/responses'],
  ['WSS://host.example', 'wss://host.example/responses'],
  ['https://http.example/http', 'wss://http.example/http/responses'],
  ['https://ws.example/ws', 'wss://ws.example/ws/responses'],
  ['https://host.example:8443/v1?z=0', 'wss://host.example:8443/v1/responses?z=0'],
];

describe('webSocketUrl', () => {
  for (const [baseUrl, expected] of webSockets)
    it(`makes ${expected} of ${baseUrl}`, () => {
      expect(webSocketUrl({ baseUrl, queryParams: {} }, 'responses')).to.deep.equal(right(expected));
    });

  it('adds the parameters of the provider, encoded', () => {
    const queryParams = { 'api-version': '2025-04-01-preview', to: 'http://a b' };
    expect(webSocketUrl({ baseUrl: 'https://h.example/v1?z=0', queryParams }, 'responses')).to.deep.equal(
      right('wss://h.example/v1/responses?z=0&api-version=2025-04-01-preview&to=http%3A%2F%2Fa%20b'),
    );
  });

  for (const [baseUrl, fault] of [
    ['nowhere', 'baseUrl must be a complete URL'],
    ['', 'baseUrl must be a complete URL'],
    ['ftp://h.example/v1', 'baseUrl must begin with http:// or https://, got ftp:'],
    ['https://user:hunter2@h.example/v1', 'baseUrl must not contain a user name or password'],
    ['wss://user:hunter2@h.example/v1', 'baseUrl must not contain a user name or password'],
  ] as const)
    it(`reports that the URL of a WebSocket could not be built: "${baseUrl.replace('hunter2', '…')}"`, () => {
      const url = webSocketUrl({ baseUrl, queryParams: {} }, 'responses');
      expect(url).to.have.property('left').that.includes(`failed to build websocket URL: ${fault}`);
      expect(url).to.have.property('left').that.does.not.include('hunter2');
    });
});
