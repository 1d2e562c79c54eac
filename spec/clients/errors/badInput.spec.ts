import { expect } from 'chai';
import { throwError } from 'rxjs';
import { bearerAuth, type AuthProvider } from '../../../lib/provider/AuthProvider.js';
import type { ProviderOptions } from '../../../lib/provider/Provider.js';
import type { ResponsesOptions } from '../../../lib/clients/ResponsesOptions.js';
import { errorOf, valuesOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';

interface BadInput {
  readonly provider?: Partial<ProviderOptions>;
  readonly auth?: AuthProvider;
  readonly options?: ResponsesOptions;
  readonly message: RegExp;
}

const failing = (give: AuthProvider['bearerToken']): AuthProvider => ({ bearerToken: give });
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const duration =
  /^request build error: (streamIdleTimeout|connectTimeout) must be a number of milliseconds above 0 and at most \d+, got/;

const inputs: Readonly<Record<string, BadInput>> = {
  'a base URL that is none': { provider: { baseUrl: 'api.openai.com' }, message: /baseUrl must be a complete URL/ },
  'an empty base URL': { provider: { baseUrl: '' }, message: /baseUrl must be a complete URL/ },
  'a base URL of another scheme': {
    provider: { baseUrl: 'file:///etc/passwd' },
    message: /baseUrl must begin with http:\/\/ or https:\/\/, got file:/,
  },
  'a base URL with a password': {
    provider: { baseUrl: 'https://me:hunter22@host.test/v1' },
    message: /user name or password; pass the credentials in the option auth$/,
  },
  'a header value with CR LF': {
    options: { extraHeaders: { 'x-a': 'b\r\nx-injected: 1' } },
    message: /the value of the header x-a must not contain line breaks/,
  },
  'a header name with a line break': {
    provider: { headers: { 'x-a\nx-b': '1' } },
    message: /a header name must consist of letters, digits and hyphens, got "x-a\?x-b"/,
  },
  'an empty key': { auth: bearerAuth(''), message: /the API key must not be empty/ },
  'a key of blanks': { auth: bearerAuth('  \n'), message: /the API key must not be empty/ },
  'no key where one is promised': {
    auth: bearerAuth(undefined),
    message: /the API key must be a string, got undefined.*environment variable/,
  },
  'a key provider that throws': {
    auth: failing(() => {
      throw new Error('the keychain is locked');
    }),
    message: /the credentials could not be read from the option auth: the keychain is locked/,
  },
  'a key provider that rejects': {
    auth: failing(() => Promise.reject(new Error('the keychain is locked'))),
    message: /the credentials could not be read from the option auth: the keychain is locked/,
  },
  'a key provider whose observable fails': {
    auth: failing(() => throwError(() => new Error('the keychain is locked'))),
    message: /the credentials could not be read from the option auth: the keychain is locked/,
  },
  'a cyclic body': {
    options: { modelParameters: cyclic },
    message: /the body of a request must be a value that JSON can represent/,
  },
  'a BigInt in the body': {
    options: { modelParameters: { seed: 1n } },
    message: /the body of a request must be a value that JSON can represent/,
  },
  'a negative number of retries': {
    provider: { retry: { maxAttempts: -1 } },
    message: /retry\.maxAttempts must be a number of retries, 0 or more, got -1/,
  },
  'compression that the transport cannot do': {
    options: { compression: 'zstd' },
    message: /compression must be "none" for this transport/,
  },
};

describe('bad input', () => {
  const using = useServer();

  for (const [what, { provider, auth, options, message }] of Object.entries(inputs))
    it(`${what} is a build error on the error channel, and nothing is sent`, async () => {
      const client = clientOf(using.server, provider, auth === undefined ? {} : { auth });
      const error = await errorOf(client.streamPrompt('m', 'x', options));
      expect(error).to.include({ type: 'transport' });
      expect(error.type === 'transport' && error.error.type).to.equal('build');
      expect(error.message).to.match(message);
      expect(error.message).not.to.contain('hunter22');
      expect(using.server.requests).to.have.length(0);
    });

  for (const option of ['streamIdleTimeout', 'connectTimeout'])
    for (const value of [NaN, 0, -1, 2 ** 31, Infinity])
      it(`a ${option} of ${value} is a build error on the error channel, and nothing is sent`, async () => {
        const error = await errorOf(clientOf(using.server, { [option]: value }).streamPrompt('m', 'x'));
        expect(error.message).to.match(duration);
        expect(using.server.requests).to.have.length(0);
      });

  it('a key provider that never answers is a timeout', async () => {
    const auth = failing(() => new Promise(() => undefined));
    const provider = { connectTimeout: 20, retry: { maxAttempts: 0 } };
    const error = await errorOf(clientOf(using.server, provider, { auth }).streamPrompt('m', 'x'));
    expect(error.type === 'transport' && error.error.type).to.equal('timeout');
    expect(using.server.requests).to.have.length(0);
  });

  it('a conversation id with a line break is left out, and the request goes out', async () => {
    await valuesOf(clientOf(using.server).streamPrompt('m', 'x', { conversationId: 'a\nb' }));
    expect(using.server.requests[0]?.headers).not.to.have.property('session_id');
  });
});
