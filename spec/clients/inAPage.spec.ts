import { expect } from 'chai';
import { firstValueFrom } from 'rxjs';
import { restore, stub } from 'sinon';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { adviceFor } from '../../lib/protocol/errors/adviceFor.js';
import { bearerAuth, noAuth, type AuthProvider } from '../../lib/provider/AuthProvider.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import { fetchTransport, type Fetch } from '../../lib/transport/fetchTransport.js';
import { errorOf } from '../support/collect.js';

/** Makes the globals of a page, as far as they are read. */
const openPage = (href: string): void => {
  const { origin } = new URL(href);
  Object.assign(globalThis, {
    location: { href, origin: origin === 'null' ? 'https://app.example' : origin },
    document: {},
  });
};
const closePage = (): void => {
  Reflect.deleteProperty(globalThis, 'location');
  Reflect.deleteProperty(globalThis, 'document');
};

const ask = (baseUrl: string, fetch: Fetch, auth: AuthProvider = noAuth) =>
  new ResponsesClient({
    provider: createProvider({ name: 'p', baseUrl, retry: { maxAttempts: 0 } }),
    auth,
    transport: fetchTransport({ fetch }),
  }).streamPrompt('m', 'hi');

const answering =
  (urls: string[]): Fetch =>
  (url) => {
    urls.push(url);
    return Promise.resolve(new Response(bytes(sse(completed())).slice()));
  };
const refusing: Fetch = () => Promise.reject(new TypeError('Failed to fetch'));

describe('a client in a page', () => {
  afterEach(() => {
    closePage();
    restore();
  });

  const resolved: readonly (readonly [string, string, string])[] = [
    ['/api/v1', 'https://app.example/chat/', 'https://app.example/api/v1/responses'],
    ['./v1', 'https://app.example/chat/', 'https://app.example/chat/v1/responses'],
    ['../v1/', 'https://app.example/a/b/', 'https://app.example/a/v1/responses'],
    ['//host.example/v1', 'https://app.example/', 'https://host.example/v1/responses'],
    ['/v1', 'blob:https://app.example/0000', 'https://app.example/v1/responses'],
    ['https://host.example/v1', 'https://app.example/', 'https://host.example/v1/responses'],
  ];
  for (const [baseUrl, page, expected] of resolved)
    it(`F2: resolves the base URL ${baseUrl} against ${page}`, async () => {
      openPage(page);
      const urls: string[] = [];
      await firstValueFrom(ask(baseUrl, answering(urls)));
      expect(urls).to.deep.equal([expected]);
    });

  it('resolves the base URL of one client anew when the page has changed its address', async () => {
    const urls: string[] = [];
    const stream = ask('./v1', answering(urls));
    openPage('https://app.example/chat/');
    await firstValueFrom(stream);
    openPage('https://app.example/settings/');
    await firstValueFrom(stream);
    expect(urls).to.deep.equal(['https://app.example/chat/v1/responses', 'https://app.example/settings/v1/responses']);
  });

  for (const [baseUrl, page] of [
    ['api.openai.com/v1', 'https://app.example/'],
    ['/api/v1', 'about:blank'],
    ['/api/v1', undefined],
  ] as const)
    it(`F2: refuses the base URL ${baseUrl} ${page === undefined ? 'without a page' : `in ${page}`}`, async () => {
      if (page !== undefined) Object.assign(globalThis, { location: { href: page, origin: 'https://app.example' } });
      if (page === 'about:blank') Object.assign(globalThis, { location: { href: page, origin: 'null' } });
      const error = await errorOf(ask(baseUrl, answering([])));
      expect(error).to.have.nested.property('error.type', 'build');
      expect(error.message).to.contain('in a page it may be a path such as /api/v1');
    });

  it('E5: names CORS as the probable cause when the server of another origin cannot be read', async () => {
    openPage('https://app.example/chat');
    const error = await errorOf(ask('https://api.openai.com/v1', refusing));
    expect(error.code).to.equal('CORS_REFUSED');
    expect(error.message).to.contain('https://api.openai.com may not allow the page https://app.example');
    expect(adviceFor(error)).to.contain('probably CORS').and.contain('codex-rx/relay');
  });

  it('E5: does not call it CORS when the server has the origin of the page', async () => {
    openPage('https://app.example/chat');
    expect((await errorOf(ask('/v1', refusing))).code).to.equal('FETCH_REFUSED');
  });

  for (const [what, globals] of [
    [
      'in a worker, which has no document',
      { location: { href: 'http://localhost:5173/w.js', origin: 'http://localhost:5173' } },
    ],
    ['in a page without an origin', { location: { href: 'file:///a.html', origin: 'null' }, document: {} }],
    ['where there is a document and no page', { document: {} }],
  ] as const)
    it(`F2: sends a key ${what}`, async () => {
      Object.assign(globalThis, globals);
      const urls: string[] = [];
      await firstValueFrom(ask('https://api.openai.com/v1', answering(urls), bearerAuth('k')));
      expect(urls).to.deep.equal(['https://api.openai.com/v1/responses']);
    });

  const warnings: readonly (readonly [string, string, string, AuthProvider, number])[] = [
    ['once, while it is developed', 'http://localhost:5173/', 'https://api.openai.com/v1', bearerAuth('k'), 1],
    ['not in production', 'https://app.example/', 'https://api.openai.com/v1', bearerAuth('k'), 0],
    ['not without a key', 'http://localhost:5173/', 'https://api.openai.com/v1', noAuth, 0],
    ['not for a server on this computer', 'http://localhost:5173/', 'http://127.0.0.1:11434/v1', bearerAuth('k'), 0],
    ['not for the server of the page', 'http://localhost:5173/', '/v1', bearerAuth('k'), 0],
  ];
  for (const [when, page, baseUrl, auth, count] of warnings)
    it(`F2: warns of a key in the page ${when}`, async () => {
      openPage(page);
      const warn = stub(console, 'warn');
      await firstValueFrom(ask(baseUrl, answering([]), auth));
      await firstValueFrom(ask(baseUrl, answering([]), auth));
      expect(warn.callCount).to.equal(count);
      if (count > 0) expect(String(warn.firstCall.args[0])).to.contain('codex-rx/relay').and.not.contain('Bearer');
    });
});
