import { expect } from 'chai';
import * as lib from '../../lib/index.js';
import { virtualTransport } from '../../lib/testing/virtualTransport.js';
import { errorOf } from '../support/collect.js';
import { plainCall, plainNew, streamFrom } from '../support/plainCall.js';

const NO_MODEL = 'the model must be a name, got ';

/** The methods of each client, with arguments that are right, and the places of a model and of the options. */
const METHODS: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  ChatClient: { streamPrompt: ['m', 'Hi', {}], streamRequest: [{ model: 'm', messages: [] }, {}], stream: [{}, {}] },
  CompactClient: { compactInput: [{ model: 'm', input: [], instructions: '' }, {}] },
  GeminiClient: { streamPrompt: ['m', 'Hi', {}], streamRequest: ['m', { contents: [] }, {}], stream: ['m', {}, {}] },
  MemoriesClient: { summarizeInput: [{ model: 'm', raw_memories: [] }, {}] },
  MessagesClient: {
    streamPrompt: ['m', 'Hi', {}],
    streamRequest: [{ model: 'm', messages: [] }, {}],
    stream: [{}, {}],
  },
  ModelsClient: { listModels: ['1', {}] },
  ResponsesClient: {
    streamPrompt: ['m', 'Hi', {}],
    streamRequest: [{ model: 'm', input: [] }, {}],
    stream: [{}, {}],
    resumeStream: ['resp_1', 1, {}],
    retrieve: ['resp_1', {}],
    cancel: ['resp_1', {}],
    delete: ['resp_1', {}],
    inputItems: ['resp_1', {}],
    countInputTokens: ['m', 'Hi', {}],
  },
  RoutedClient: { streamPrompt: ['m', 'Hi', {}] },
  ResponsesConnection: { streamPrompt: ['m', 'Hi', {}], warmUp: ['m', 'Hi', {}] },
};

const provider = lib.openai();

const clientOf = (name: string, options: object): unknown =>
  name === 'ResponsesConnection'
    ? plainCall(plainNew(lib, 'ResponsesWebSocketClient', { provider }), 'connect')
    : plainNew(lib, name, { provider, ...options });

/** Makes a call that must fail with a sentence before anything is sent. */
const faultOf = async (call: (transport: object) => unknown): Promise<string> => {
  const transport = virtualTransport();
  const error = await errorOf(streamFrom(call(transport)));
  expect(error).to.have.nested.property('error.type', 'build');
  expect(error.message).not.to.match(/TypeError|sk-1/);
  expect(transport.requests).to.deep.equal([]);
  return error.message;
};

describe('wrong arguments of a request', () => {
  for (const [client, methods] of Object.entries(METHODS))
    for (const [method, right] of Object.entries(methods)) {
      it(`${client}.${method} refuses options that are null`, async () => {
        const given = [...right.slice(0, -1), null];
        const fault = await faultOf((transport) => plainCall(clientOf(client, { transport }), method, ...given));
        expect(fault).to.match(/the (options are|headers must be an object, got) null/);
      });

      if (right[0] === 'm')
        for (const [model, expected] of [
          [undefined, `${NO_MODEL}undefined`],
          ['', `${NO_MODEL}an empty string`],
          [4, `${NO_MODEL}a number`],
        ] as const)
          it(`${client}.${method} refuses the model ${JSON.stringify(model)}`, async () => {
            const given = [model, ...right.slice(1)];
            const fault = await faultOf((transport) => plainCall(clientOf(client, { transport }), method, ...given));
            expect(fault).to.include(expected);
          });
    }

  for (const [client, method, given, expected] of [
    ['ChatClient', 'streamRequest', [null], 'the request is null; expected the body as an object'],
    ['GeminiClient', 'streamRequest', ['m', 'x'], 'the request is a string; expected the body as an object'],
    ['ResponsesClient', 'streamRequest', [undefined], 'the request is undefined'],
    ['ResponsesConnection', 'streamRequest', [null], 'the request is null'],
    ['ResponsesClient', 'retrieve', [undefined], 'the response id must be a text like "resp_123", got undefined'],
    ['ResponsesClient', 'retrieve', [7], 'the response id must be a text like "resp_123", got a number'],
    ['ResponsesClient', 'cancel', [''], 'the response id must be a text like "resp_123", got ""'],
    ['ResponsesClient', 'delete', ['..'], 'the response id must be a text like "resp_123", got ".."'],
    ['CompactClient', 'compactInput', [null], `${NO_MODEL}undefined`],
    ['MemoriesClient', 'summarizeInput', [{ model: 'm' }], 'raw_memories must be a list, got undefined'],
    ['ChatClient', 'stream', [{}, { 'x-a': undefined }], 'the value of the header x-a must be a string, got undefined'],
  ] as const)
    it(`${client}.${method} describes what it cannot send: ${expected}`, async () => {
      expect(await faultOf((transport) => plainCall(clientOf(client, { transport }), method, ...given))).to.include(
        expected,
      );
    });

  it('are reported for a connection, too', async () => {
    const client = plainNew(lib, 'ResponsesWebSocketClient', { provider });
    for (const method of ['prewarm', 'streamPrompt'])
      expect(await faultOf(() => plainCall(plainCall(client, 'connect', null), method, 'm', 'Hi'))).to.include(
        'the options are null',
      );
  });

  it('are reported by a conversation and by a tool loop', async () => {
    const client = new lib.ResponsesClient({ provider, transport: virtualTransport() });
    const ask = (input: unknown): unknown => plainCall(client, 'streamPrompt', undefined, { input });
    const chat = plainNew(lib, 'Conversation', ask);
    plainCall(chat, 'send', 'Hi');
    expect(chat).to.have.nested.property('state.answer.error.message').that.includes(`${NO_MODEL}undefined`);
    expect(await faultOf(() => plainCall(lib, 'runTools', 'Hi', ask, []))).to.include(`${NO_MODEL}undefined`);
  });
});

const preset = (name: string, ...given: readonly unknown[]) => ({ provider: plainCall(lib, name, ...given) });

/** The options of a client, and a part of the error. */
const OPTIONS: readonly (readonly [string, object, string])[] = [
  ['a preset without an object', preset('openai', null), 'the options of the provider are null; expected an object'],
  ['a native preset without one', preset('anthropic', null), 'the options of the provider are null'],
  ['a hosted preset with a key', preset('groq', 'sk-1'), 'the options of the provider are a string'],
  ['azure without options', preset('azure'), 'azure needs the name of the resource'],
  ['azure without a resource', preset('azure', {}), 'azure needs the name of the resource'],
  ['azure with an empty resource', preset('azure', { resource: '' }), 'write azure({ resource })'],
  ['headers', preset('openai', { headers: 'x' }), 'headers must be an object, got a string'],
  ['betas', preset('anthropic', { betas: 'x' }), 'betas must be a list of names, got a string'],
  ['a profile', preset('openai', { profile: null }), 'profile must be an object, got null'],
  ['a member of a profile', preset('openai', { profile: { seed: 1 } }), 'profile has no option "seed"'],
  ['a word of a profile', preset('openai', { profile: { callIds: 'x' } }), 'profile.callIds must be one of any, max40'],
  ['a flag of a profile', preset('openai', { profile: { nulls: 'no' } }), 'profile.nulls must be a boolean'],
  ['a text of a profile', preset('openai', { profile: { reasoningKey: 1 } }), 'must be a string or null'],
  ['a retry policy', preset('openai', { retry: null }), 'retry must be an object, got null'],
  ['a number of retries', preset('openai', { retry: { maxAttempts: '4' } }), 'retry.maxAttempts must be a number, got'],
  ['statuses', preset('openai', { retry: { retryStatuses: 429 } }), 'retry.retryStatuses must be a list, got a number'],
  ['a timeout', preset('openai', { streamIdleTimeout: '1' }), 'streamIdleTimeout must be a number, got a string'],
  ['an API', preset('openai', { wire: 'respones' }), 'wire must be one of responses, chat, messages, gemini'],
  [
    'a query',
    preset('openai', { queryParams: { a: undefined } }),
    'the query parameter a must be a string, got undefined',
  ],
  ['telemetry', { telemetry: null }, 'telemetry is null; write telemetry: '],
  ['a logger', { logger: {} }, 'logger is an object without debug; write logger: console'],
  ['a retry budget', { retryBudget: 3 }, 'retryBudget is a number; write retryBudget: retryBudget()'],
  ['a scheduler', { scheduler: null }, 'scheduler is null; write scheduler: asyncScheduler'],
  ['a transport', { transport: {} }, 'transport is an object without stream; write transport: fetchTransport()'],
  ['a source of chance', { random: 0.5 }, 'random is a number; write random: Math.random'],
];

describe('wrong options of a client', () => {
  for (const [what, options, expected] of OPTIONS)
    it(`name ${what}, and nothing is sent: ${expected}`, async () => {
      for (const client of ['ChatClient', 'RoutedClient'])
        expect(
          await faultOf((transport) =>
            plainCall(clientOf(client, { transport, ...options }), 'streamPrompt', 'm', 'Hi'),
          ),
        ).to.include(expected);
    });

  for (const [what, options, expected] of [
    ['fallbacks', { fallbacks: null }, 'fallbacks must be a list, got null'],
    ['a fallback', { fallbacks: [null] }, 'fallbacks[0] has no provider'],
    ['a key of a fallback', { fallbacks: [{ provider, apiKey: 'sk-1' }] }, 'fallbacks[0] has no option "apiKey"'],
    ['a provider of a fallback', { fallbacks: [{ provider: {} }] }, 'fallbacks[0]: the provider has no name'],
    ['a model of a fallback', { fallbacks: [{ provider, model: '' }] }, 'fallbacks[0]: the model must be a name'],
    ['failOverWhen', { failOverWhen: true }, 'failOverWhen must be a function, got a boolean'],
    ['a WebSocket', { websocket: lib.fetchTransport() }, 'websocket is an object that opens no WebSocket'],
    ['limits of a WebSocket', { websocketOptions: null }, 'websocketOptions must be an object, got null'],
  ] as const)
    it(`name ${what} of a RoutedClient, and nothing is sent`, async () => {
      expect(
        await faultOf((transport) =>
          plainCall(clientOf('RoutedClient', { transport, ...options }), 'streamPrompt', 'm', 'Hi'),
        ),
      ).to.include(expected);
    });

  for (const [what, options, expected] of [
    ['a transport for HTTP', { transport: lib.fetchTransport() }, 'transport is an object that opens no WebSocket'],
    ['limits that are null', { websocketOptions: null }, 'websocketOptions must be an object, got null'],
    ['a limit', { websocketOptions: { timeout: 1 } }, 'websocketOptions has no option "timeout": expected one of'],
    ['a spelling', { websocketOptions: { ping_timeout: 1 } }, 'rename ping_timeout to pingTimeout'],
  ] as const)
    it(`name ${what} of a WebSocket client`, async () => {
      const client = plainNew(lib, 'ResponsesWebSocketClient', { provider, ...options });
      expect(await faultOf(() => plainCall(plainCall(client, 'connect'), 'streamPrompt', 'm', 'Hi'))).to.include(
        expected,
      );
    });

  it('name the api of a StreamingClient', async () => {
    for (const given of [[], [null], [{ provider }], [{ provider, api: {} }]])
      expect(await faultOf(() => plainCall(plainNew(lib, 'StreamingClient', ...given), 'stream', 'x'))).to.match(
        /has no (api|provider); write/,
      );
  });

  it('are thrown by validHistory', () => {
    for (const given of [null, undefined, {}, 'x'])
      expect(() => plainCall(lib, 'validHistory', given)).to.throw('the history must be a list of items, got ');
  });

  it('are thrown by payloadTarget', () => {
    for (const given of [null, undefined, {}, 'sk-1', { name: 'x' }, { baseUrl: 'https://x.test' }])
      expect(() => plainCall(lib, 'payloadTarget', given)).to.throw('payloadTarget needs a provider, got ');
  });

  it('are allowed to have a base URL instead of a resource of azure', async () => {
    const transport = virtualTransport();
    const options = { transport, ...preset('azure', { baseUrl: 'https://gateway.example/v1' }) };
    await errorOf(streamFrom(plainCall(clientOf('ChatClient', options), 'streamPrompt', 'm', 'Hi')));
    expect(transport.requests).to.have.length(1);
  });
});
