import { expect } from 'chai';
import type { Observable } from 'rxjs';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { CompactClient } from '../../lib/clients/CompactClient.js';
import { GeminiClient } from '../../lib/clients/GeminiClient.js';
import type { ClientOptions } from '../../lib/clients/http/EndpointSession.js';
import { MemoriesClient } from '../../lib/clients/MemoriesClient.js';
import { MessagesClient } from '../../lib/clients/MessagesClient.js';
import { ModelsClient } from '../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import type { ResponsesWebSocketClientOptions } from '../../lib/clients/websocket/SocketSession.js';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { bearerAuth, noAuth } from '../../lib/provider/AuthProvider.js';
import * as hosted from '../../lib/provider/hostedPresets.js';
import { anthropic, gemini } from '../../lib/provider/nativePresets.js';
import { azure, llamaCpp, lmStudio, ollama, openai, vllm } from '../../lib/provider/presets.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { recordTelemetry } from '../../lib/testing/recordTelemetry.js';
import { virtualTransport } from '../../lib/testing/virtualTransport.js';
import { errorOf } from '../support/collect.js';

type Use = (options: ClientOptions) => Observable<unknown>;

const CLIENTS: Readonly<Record<string, Use>> = {
  ChatClient: (options) => new ChatClient(options).streamPrompt('m', 'Hi'),
  CompactClient: (options) => new CompactClient(options).compactInput({ model: 'm', input: [], instructions: '' }),
  GeminiClient: (options) => new GeminiClient(options).streamPrompt('m', 'Hi'),
  MemoriesClient: (options) => new MemoriesClient(options).summarizeInput({ model: 'm', raw_memories: [] }),
  MessagesClient: (options) => new MessagesClient(options).streamPrompt('m', 'Hi'),
  ModelsClient: (options) => new ModelsClient(options).listModels('1'),
  ResponsesClient: (options) => new ResponsesClient(options).streamPrompt('m', 'Hi'),
  ResponsesWebSocketClient: ({ transport: _transport, ...options }) =>
    new ResponsesWebSocketClient(options).connect().streamPrompt('m', 'Hi'),
  RoutedClient: (options) => new RoutedClient(options).streamPrompt('m', 'Hi'),
};

/** Passes to a function what plain JavaScript may pass to it. */
const plainly = <R>(make: (...given: never[]) => R, given: unknown): R => {
  const results: R[] = [];
  Reflect.apply((...values: never[]) => results.push(make(...values)), undefined, [given]);
  const [made] = results;
  if (made === undefined) return expect.fail('nothing was made');
  return made;
};

const provider = openai();

/** The options, and a part of the error. */
const FAULTS: readonly (readonly [unknown, string])[] = [
  [undefined, 'the client has no provider; write { provider: openai(), auth: bearerAuth(key) }'],
  [null, 'the client has no provider'],
  [{ provider: null }, 'the client has no provider'],
  [{ provider, apiKey: 'sk-1' }, 'the client has no option "apiKey": write auth: bearerAuth(key)'],
  [{ provider, baseURL: 'http://h' }, '"baseURL": it is an option of the provider: openai({ baseUrl })'],
  [{ provider, retry_budget: {} }, 'the client has no option "retry_budget": rename retry_budget to retryBudget'],
  [{ provider, speed: 1 }, 'the client has no option "speed": expected one of provider, auth, '],
  [{ provider, auth: 'sk-1' }, 'auth is a string; write auth: bearerAuth(key)'],
  [{ provider, auth: null }, 'auth is null; write auth: bearerAuth(key)'],
  [{ provider, auth: { key: 'sk-1' } }, 'auth is an object without bearerToken; write auth: bearerAuth(key)'],
  [{ provider: { name: 'x' } }, 'the provider has no baseUrl; write createProvider({ name, baseUrl })'],
  [
    { provider: plainly(createProvider, undefined) },
    'the provider has no name; write createProvider({ name, baseUrl })',
  ],
  [
    { provider: plainly(createProvider, { name: 'x', baseURL: 'http://h' }) },
    'a provider has no option "baseURL": rename baseURL to baseUrl',
  ],
  [
    { provider: plainly(openai, { retry: { attempts: 2 } }) },
    'retry has no option "attempts": rename attempts to maxAttempts',
  ],
  [
    { provider: plainly(openai, 'sk-1') },
    'the options of the provider are a string; expected an object such as { baseUrl }',
  ],
];

const PRESETS = { ...hosted, anthropic, gemini, azure, llamaCpp, lmStudio, ollama, openai, vllm } as const;

const faultOf = async (use: Use, options: unknown): Promise<string> => {
  const error = await errorOf(plainly(use, options));
  expect(error.type).to.equal('transport');
  expect(error.message).to.include('request build error: ');
  expect(error.message).not.to.include('sk-1');
  return error.message;
};

describe('options that a client does not know', () => {
  for (const [name, use] of Object.entries(CLIENTS))
    it(`are reported by the first request of ${name}`, async () => {
      for (const [options, expected] of FAULTS) expect(await faultOf(use, options ?? {})).to.include(expected);
    });

  for (const [name, use] of Object.entries(CLIENTS))
    it(`fail a call of ${name} that telemetry and the logger report, unless they are at fault`, async () => {
      const report = async (given: object) => {
        const telemetry = recordTelemetry();
        const lines: unknown[] = [];
        const write = (line: unknown) => void lines.push(line);
        const logger = { debug: write, info: write, warn: write, error: write };
        const message = await faultOf(use, { provider, telemetry, logger, ...given });
        return { message, outcomes: telemetry.ends.map(({ outcome }) => outcome), log: lines.join('\n') };
      };
      const { outcomes, log } = await report({ apiKey: 'sk-1' });
      expect(outcomes).to.deep.equal(['failed']);
      expect(log).to.include('has no option "apiKey"').and.not.include('sk-1');
      for (const value of [null, 'sk-1', 1]) {
        const ofLogger = await report({ logger: value });
        expect(ofLogger.message).to.include('logger is ');
        expect(ofLogger.outcomes).to.deep.equal(['failed']);
        const ofTelemetry = await report({ telemetry: value });
        expect(ofTelemetry.message).to.include('telemetry is ');
        expect(ofTelemetry.log).to.include('telemetry is ').and.not.include('sk-1');
      }
    });

  it('are reported if there are no options at all', async () => {
    for (const Client of [ChatClient, GeminiClient, MessagesClient, ResponsesClient, RoutedClient]) {
      const client: unknown = Reflect.construct(Client, []);
      if (!(client instanceof Client)) return expect.fail('no client was created');
      expect((await errorOf(client.streamPrompt('m', 'Hi'))).message).to.include('the client has no provider');
    }
    const socket = plainly(
      (options: ResponsesWebSocketClientOptions) => new ResponsesWebSocketClient(options),
      undefined,
    );
    expect((await errorOf(socket.connect().streamPrompt('m', 'Hi'))).message).to.include('has no provider');
  });

  for (const [name, preset] of Object.entries(PRESETS))
    it(`are reported for the preset ${name}, and nothing is sent`, async () => {
      for (const [given, expected] of [
        [{ resource: 'r', baseURL: 'http://h' }, '"baseURL": rename baseURL to baseUrl'],
        [{ resource: 'r', apiKey: 'sk-1' }, '"apiKey": the key belongs to the client'],
        [{ resource: 'r', streamIdleTimeot: 1 }, '"streamIdleTimeot": expected one of name, baseUrl'],
      ] as const) {
        const transport = virtualTransport();
        const made = plainly(preset, name === 'azure' ? given : { ...given, resource: undefined });
        const message = await faultOf(() => new ChatClient({ provider: made, transport }).streamPrompt('m', 'Hi'), {});
        expect(message).to.include(expected);
        expect(transport.requests).to.deep.equal([]);
      }
    });

  it('are none that have the value undefined', async () => {
    const transport = virtualTransport();
    const options = { provider: plainly(openai, { baseURL: undefined }), auth: noAuth, transport, apiKey: undefined };
    await errorOf(new ResponsesClient(options).streamPrompt('m', 'Hi'));
    expect(transport.requests).to.have.length(1);
  });
});

describe('a missing key', () => {
  it('says what to do without one', async () => {
    const client = new ResponsesClient({ provider, auth: bearerAuth(undefined), transport: virtualTransport() });
    expect((await errorOf(client.streamPrompt('m', 'Hi'))).message)
      .to.include('auth: noAuth')
      .and.include('codex-rx serve');
  });
});
