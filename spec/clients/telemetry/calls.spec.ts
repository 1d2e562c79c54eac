import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import { firstValueFrom, type Observable } from 'rxjs';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { CompactClient } from '../../../lib/clients/CompactClient.js';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import { MemoriesClient } from '../../../lib/clients/MemoriesClient.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import type { CallReport } from '../../../lib/telemetry/Telemetry.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';

type Call = Partial<CallReport> & { readonly body?: object };

const NONE = {};

const compaction = { model: 'm', input: [], instructions: 'Be brief.' };
const memories = { model: 'm', raw_memories: [] };
const conversation = { conversationId: 'c1' };

const calls: Readonly<Record<string, readonly [(options: ClientOptions) => Observable<unknown>, Call]>> = {
  'ResponsesClient.streamPrompt': [
    (options) => new ResponsesClient(options).streamPrompt('m', 'x', conversation),
    { api: 'responses', conversationId: 'c1' },
  ],
  'ResponsesClient.stream': [
    (options) => new ResponsesClient(options).stream({ model: 'm', stream: true }),
    { api: 'responses', body: { model: 'm', stream: true } },
  ],
  'ResponsesClient.resumeStream': [
    (options) => new ResponsesClient(options).resumeStream('resp_1', 3, conversation),
    { api: 'responses', body: NONE, responseId: 'resp_1', startingAfter: 3, conversationId: 'c1' },
  ],
  'ResponsesClient.retrieve': [
    (options) => new ResponsesClient(options).retrieve('resp_1', conversation),
    { api: 'responses', body: NONE, responseId: 'resp_1', conversationId: 'c1' },
  ],
  'ResponsesClient.countInputTokens': [
    (options) => new ResponsesClient(options).countInputTokens('m', 'x', conversation),
    { api: 'responses', body: NONE, conversationId: 'c1' },
  ],
  'ChatClient.streamPrompt': [
    (options) => new ChatClient(options).streamPrompt('m', 'x', conversation),
    { api: 'chat', conversationId: 'c1' },
  ],
  'MessagesClient.streamPrompt': [
    (options) => new MessagesClient(options).streamPrompt('m', 'x', conversation),
    { api: 'messages', conversationId: 'c1' },
  ],
  'GeminiClient.streamPrompt': [
    (options) => new GeminiClient(options).streamPrompt('m', 'x', conversation),
    { api: 'gemini', body: {}, conversationId: 'c1' },
  ],
  'RoutedClient.streamPrompt': [
    (options) => new RoutedClient(options).streamPrompt('m', 'x', conversation),
    { api: 'responses', conversationId: 'c1' },
  ],
  'ResponsesConnection.streamPrompt': [
    (options) =>
      new ResponsesWebSocketClient({ ...options, transport: nodeWebSocketTransport() })
        .connect(conversation)
        .streamPrompt('m', 'x'),
    { api: 'responses', conversationId: 'c1' },
  ],
  'CompactClient.compactInput': [
    (options) => new CompactClient(options).compactInput(compaction),
    { api: 'compact', body: compaction },
  ],
  'MemoriesClient.summarizeInput': [
    (options) => new MemoriesClient(options).summarizeInput(memories),
    { api: 'memories', body: memories },
  ],
  'ModelsClient.listModels': [
    (options) => new ModelsClient(options).listModels('1.0.0'),
    { api: 'models', body: NONE },
  ],
};

describe('onCall', () => {
  const using = useServer({ script: {} });
  const optionsOf = () => {
    const telemetry = recordTelemetry();
    const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl, retry: { maxAttempts: 0 } });
    return { telemetry, provider };
  };

  for (const [name, [ask, expected]] of Object.entries(calls))
    it(`receives every subscription to ${name}, and its end`, async () => {
      const options = optionsOf();
      const call$ = ask(options);
      expect(options.telemetry.calls).to.deep.equal([]);
      for (let time = 0; time < 2; time++) {
        using.server.enqueue({ answer: textAnswer('Hi') });
        await outcomeOf(call$);
      }
      const { calls: told, ends } = options.telemetry;
      expect([told.length, ends.length]).to.deep.equal([2, 2]);
      for (const { redact, body, ...call } of told) {
        const { body: expectedBody = { model: 'm', stream: true }, ...others } = expected;
        expect(call).to.deep.include({ provider: 'scripted', baseUrl: using.server.baseUrl, ...others });
        if (expectedBody === NONE) expect(body).to.equal(undefined);
        else expect(body).to.deep.include(expectedBody);
        expect(redact('a text')).to.equal('a text');
      }
    });

  it('is not called for a request that cannot be built', async () => {
    const options = optionsOf();
    const client = new RoutedClient({ ...options, provider: { ...options.provider, wire: 'chat' } });
    await outcomeOf(client.streamPrompt('m', 'x', { previousResponseId: 'resp_1' }));
    expect(options.telemetry.calls).to.deep.equal([]);
  });

  it('receives each provider that a RoutedClient asks', async () => {
    const options = optionsOf();
    const fallback = { ...options.provider, name: 'second', wire: 'chat' as const };
    using.server.enqueue({ fault: { type: 'status', status: 500, body: 'no' } }, { answer: textAnswer('Hi') });
    await valuesOf(
      new RoutedClient({ ...options, fallbacks: [{ provider: fallback, model: 'n' }] }).streamPrompt('m', 'x'),
    );
    const { calls: told, ends } = options.telemetry;
    expect(told.map(({ api, provider }) => [api, provider])).to.deep.equal([
      ['responses', 'scripted'],
      ['chat', 'second'],
    ]);
    expect(ends.map(({ outcome }) => outcome)).to.deep.equal(['failed', 'completed']);
  });

  it('is called with cancelled when a loop is left early', async () => {
    const options = optionsOf();
    using.server.enqueue({ answer: textAnswer('one two three'), fault: { type: 'stall_mid_body', after: 3 } });
    for await (const event of new ResponsesClient(options).streamPrompt('m', 'x')) if (event.type === 'created') break;
    expect(options.telemetry.ends.map(({ outcome }) => outcome)).to.deep.equal(['cancelled']);
  });

  it('runs a retry, too, where within put it: its timer is started there', async () => {
    const options = optionsOf();
    using.server.enqueue({ fault: { type: 'status', status: 500, body: 'no' } }, { answer: textAnswer('Hi') });
    const store = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const client = new ResponsesClient({
      provider: { ...options.provider, retry: { ...options.provider.retry, maxAttempts: 1, baseDelay: 1 } },
      auth: { bearerToken: () => void seen.push(store.getStore()) },
      telemetry: { onCall: () => ({ within: (subscribe) => store.run('the span', subscribe) }) },
    });
    await firstValueFrom(client.streamPrompt('m', 'x'));
    expect(seen).to.deep.equal(['the span', 'the span']);
    expect(store.getStore()).to.equal(undefined);
  });
});
