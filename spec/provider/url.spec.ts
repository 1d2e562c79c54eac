import { expect } from 'chai';
import { isLeft, left, right } from '#either';
import { endpointUrl } from '../../lib/provider/url.js';

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
      expect(urlOf(base)).to.deep.equal(left('the base URL is no URL; expected for example https://api.openai.com/v1'));
    });

  for (const [base, scheme] of [
    ['file:///etc/passwd', 'file:'],
    ['ftp://h.example/v1', 'ftp:'],
    ['ws://h.example/v1', 'ws:'],
    ['data:text/plain,x', 'data:'],
    ['localhost:8080/v1', 'localhost:'],
  ] as const)
    it(`refuses the scheme of ${base}`, () => {
      expect(urlOf(base)).to.deep.equal(left(`the base URL begins with ${scheme}//; expected http:// or https://`));
    });

  for (const base of ['https://user:hunter2@h.example/v1', 'https://hunter2@h.example', 'https://:hunter2@h.example'])
    it(`refuses credentials in a base URL without repeating them (${base.replace('hunter2', '…')})`, () => {
      const url = urlOf(base);
      expect(url).to.have.property('left').that.includes('user name or password').and.not.includes('hunter2');
    });
});
