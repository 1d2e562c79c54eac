import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  bearerAuth,
  ModelsClient,
  type ApiError,
  type AuthProvider,
  type ProviderOptions,
  type RoutedOptions,
} from 'codex-rx';
import { lastValueFrom } from 'rxjs';
import type { ClientRow } from '../clientRows.js';
import { KEY } from '../clientOptions.js';
import { textIn } from '../playFault.js';
import { TEXT } from '../wires.js';
import { against, errorOf, outcomeOf, whole, type Asking } from './asking.js';

/** Refused before anything is sent, with an error that says why. */
const refused = async ({ server, ask }: Asking, says: RegExp, request?: RoutedOptions, auth?: AuthProvider) => {
  const error = await errorOf(ask(request, auth === undefined ? {} : { auth }));
  expect(error).to.have.nested.property('error.type', 'build');
  expect(error.message).to.match(says);
  expect(server.connections).to.equal(0);
};

const withProvider = (provider: Partial<ProviderOptions>, says: RegExp): ClientRow =>
  against(whole, (asking) => refused(asking, says), provider);

const each =
  (...rows: readonly ClientRow[]): ClientRow =>
  async (wire, transport) => {
    for (const row of rows) await row(wire, transport);
  };

const keyOf = (give: AuthProvider['bearerToken']): AuthProvider => ({ bearerToken: give });

/** Every way in which a program shows an error. */
const shown = (error: ApiError): readonly string[] => [
  error.message,
  error.stack ?? '',
  String(error),
  JSON.stringify(error),
  inspect(error, { depth: 20, showHidden: true }),
];

const ECHO = JSON.stringify({ error: { message: `the key ${KEY} is blocked`, code: KEY } });
const saysKey = { 'x-request-id': `req-${KEY}`, 'x-debug': `Bearer ${KEY}`, 'set-cookie': `session=${KEY}` };

const HOSTILE = '1.0&client_version=2#/../../admin\r\nx-injected: 1';

/** Rows about what a program passes in, and what must never come out. */
export const inputRows: Readonly<Record<string, ClientRow>> = {
  'cli-header-injection': against(whole, async (asking) => {
    for (const value of ['a\r\nx-injected: 1', 'a\nb', 'a\u0000b', '💙'])
      await refused(asking, /must not contain line breaks/, { extraHeaders: { 'x-a': value } });
    for (const name of ['x-a: 1\r\nx-b', 'x a', '', 'x-ä'])
      await refused(asking, /a header name must consist of/, { extraHeaders: { [name]: '1' } });
  }),
  'cli-url-injection': against(
    (exchange) => exchange.reply('200 OK', '{"models":[]}'),
    async ({ server, options }) => {
      await lastValueFrom(new ModelsClient(options).listModels(HOSTILE));
      expect(server.exchanges.map(({ request }) => request.path)).to.deep.equal([
        `/v1/models?client_version=${encodeURIComponent(HOSTILE)}`,
      ]);
      expect(server.exchanges[0]?.request.headers).not.to.have.property('x-injected');
    },
  ),
  'cli-secret-in-error': each(
    ...['400 Bad Request', '503 Service Unavailable', '200 OK', '302 Found'].map((status) =>
      against(
        (exchange) => exchange.reply(status, ECHO, { ...saysKey, location: `https://elsewhere.invalid/?k=${KEY}` }),
        async ({ ask, options }) => {
          const error = await errorOf(ask());
          for (const text of [...shown(error), inspect(options.telemetry, { depth: 20 })])
            expect(text).not.to.contain(KEY);
        },
      ),
    ),
  ),
  'cli-secret-in-url': each(
    against(
      (exchange) => exchange.reply('404 Not Found', `no such thing: ${exchange.request.path}`),
      async ({ ask, options }) => {
        const error = await errorOf(ask());
        expect(error.message).to.contain('[redacted]');
        for (const text of [...shown(error), inspect(options.telemetry, { depth: 20 })])
          expect(text).not.to.contain(KEY);
      },
      { queryParams: { 'api-key': KEY } },
    ),
    withProvider({ baseUrl: `https://me:${KEY}@host.invalid/v1` }, /user name or password; pass the credentials/),
  ),
  'cli-key-provider-fails': against(whole, async (asking) => {
    await refused(
      asking,
      /the keychain is locked/,
      {},
      keyOf(() => Promise.reject(new Error('the keychain is locked'))),
    );
    await refused(
      asking,
      /the API key must not be empty/,
      {},
      keyOf(() => Promise.resolve('')),
    );
    // No key at all is what servers on one's own machine want.
    const { events } = await outcomeOf(asking.ask({}, { auth: keyOf(() => Promise.resolve(undefined)) }));
    expect(textIn(events)).to.equal(TEXT);
    expect(asking.server.exchanges[0]?.request.headers).not.to.have.property('authorization');
  }),
  'cli-missing-key': against(whole, (asking) =>
    refused(asking, /the API key must be a string, got undefined/, {}, bearerAuth(undefined)),
  ),
  'cli-body-cyclic': against(whole, async (asking) => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    await refused(asking, /must be a value that JSON can represent/, { modelParameters: cyclic });
    await refused(asking, /must be a value that JSON can represent/, { modelParameters: { seed: 1n } });
  }),
  'cli-timer-overflow': each(
    ...[0, -1, NaN, Infinity, 2 ** 31].flatMap((value) => [
      withProvider({ streamIdleTimeout: value }, /streamIdleTimeout must be/),
      withProvider({ connectTimeout: value }, /connectTimeout must be/),
    ]),
    ...[-1, NaN, Infinity, 2 ** 31].map((value) =>
      withProvider({ retry: { baseDelay: value } }, /retry\.baseDelay must be/),
    ),
    against(whole, async ({ ask }) => expect(textIn((await outcomeOf(ask())).events)).to.equal(TEXT), {
      streamIdleTimeout: 2 ** 31 - 1,
      connectTimeout: 2 ** 31 - 1,
    }),
  ),
};
