import { expect } from 'chai';
import { isApiError } from '../../lib/protocol/errors/ApiError.js';
import { authorize, bearerAuth, noAuth, type Credentials } from '../../lib/provider/AuthProvider.js';
import type { HttpRequest } from '../../lib/provider/HttpRequest.js';

const request = (headers: Readonly<Record<string, string>> = {}): HttpRequest => ({
  method: 'POST',
  url: 'https://host.example/v1/responses',
  headers: new Headers(headers),
  body: { a: 1 },
});
const headersWith = (credentials: Partial<Credentials>, given = request()): object =>
  Object.fromEntries(authorize(given, { token: undefined, accountId: undefined, ...credentials }).headers);

describe('authorize', () => {
  it('sends a token as a bearer token and an account by its id', () => {
    expect(headersWith({ token: 'abc', accountId: 'acc' })).to.deep.equal({
      authorization: 'Bearer abc',
      'chatgpt-account-id': 'acc',
    });
  });

  it('sends nothing where there is nothing', () => {
    expect(headersWith({})).to.deep.equal({});
  });

  it('overwrites headers of the same name', () => {
    const given = request({ Authorization: 'Basic x', 'ChatGPT-Account-ID': 'old', 'x-a': '1' });
    expect(headersWith({ token: 'abc', accountId: 'new' }, given)).to.deep.equal({
      authorization: 'Bearer abc',
      'chatgpt-account-id': 'new',
      'x-a': '1',
    });
  });

  for (const token of ['abc\r\nx-injected: 1', 'abc\n', 'abc\0', '👍'])
    it(`leaves the token ${JSON.stringify(token)} out, for it is not legal in a header`, () => {
      expect(headersWith({ token, accountId: token })).to.deep.equal({});
    });

  it('leaves the given request and its headers as they are', () => {
    const given = request();
    const authorized = authorize(given, { token: 'abc', accountId: undefined });
    expect(Object.fromEntries(given.headers)).to.deep.equal({});
    expect(authorized).to.include({ method: given.method, url: given.url, body: given.body });
  });
});

describe('bearerAuth', () => {
  it('gives a fixed key', () => {
    expect(bearerAuth('abc').bearerToken()).to.equal('abc');
  });

  it('calls the function for the key every time', () => {
    let count = 0;
    const auth = bearerAuth(() => `key-${++count}`);
    expect([auth.bearerToken(), auth.bearerToken()]).to.deep.equal(['key-1', 'key-2']);
  });

  it('hands on a key that comes later', async () => {
    expect(await bearerAuth(() => Promise.resolve('abc')).bearerToken()).to.equal('abc');
  });

  for (const [what, key] of [
    ['undefined', undefined],
    ['a function that gives undefined', () => undefined],
  ] as const)
    it(`fails with a build error that names what is missing when the key is ${what}`, () => {
      expect(() => bearerAuth(key).bearerToken())
        .to.throw(/the API key must be a string, got undefined; check that its environment variable is set/)
        .that.satisfies(isApiError)
        .and.has.nested.property('error.type', 'build');
    });
});

describe('noAuth', () => {
  it('has no token', () => {
    expect(noAuth.bearerToken()).to.equal(undefined);
  });
});
