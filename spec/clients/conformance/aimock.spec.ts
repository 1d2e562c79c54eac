import { LLMock } from '@copilotkit/aimock';
import { expect } from 'chai';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import type { ResponsesConnection } from '../../../lib/clients/ResponsesConnection.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { errorOf, outcomeOf, textIn, valuesOf } from '../../support/collect.js';

// A server that nobody here wrote: what it and our own scripted server agree on is not our own misreading.
describe('ResponsesClient against @copilotkit/aimock', () => {
  let mock: LLMock;
  let client: ResponsesClient;

  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, latency: 1 });
    mock.onMessage('haiku', { content: 'Old pond, a frog jumps in, naïve “日本”.' });
    mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Paris"}' }] });
    mock.onMessage(
      'cut',
      { content: 'This will not come to its end, for sure.' },
      { truncateAfterChunks: 9, latency: 15 },
    );
    await mock.start();
    client = new ResponsesClient({
      provider: createProvider({ name: 'aimock', baseUrl: `${mock.url}/v1`, retry: { maxAttempts: 1, baseDelay: 1 } }),
      auth: bearerAuth('mock-key'),
    });
  });
  afterEach(() => mock.stop());

  it('streams a text', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'Write a haiku'));
    expect(textIn(events)).to.equal('Old pond, a frog jumps in, naïve “日本”.');
    expect(events.at(-1)).to.include({ type: 'completed', status: 'completed' });
  });

  it('streams a tool call', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'What is the weather?'));
    const [call] = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
    expect(call).to.include({ type: 'function_call', name: 'get_weather', arguments: '{"city":"Paris"}' });
  });

  it('calls a stream that was cut off an error, after what came', async () => {
    const { values, error } = await outcomeOf(client.streamPrompt('gpt-5.1', 'cut'));
    expect(textIn(values)).to.match(/^This/);
    expect(error).to.be.an.instanceOf(Error);
    expect(values.some(({ type }) => type === 'completed')).to.equal(false);
  });

  it('retries a 429 after the second that the server asks for', async () => {
    mock.nextRequestError(429, { message: 'slow down', type: 'rate_limit_error' });
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'haiku'));
    expect(textIn(events)).to.match(/^Old pond/);
  });

  it('reads its errors', async () => {
    mock.nextRequestError(400, { message: 'the temperature is too high', type: 'invalid_request_error' });
    const error = await errorOf(client.streamPrompt('gpt-5.1', 'haiku'));
    expect(error).to.include({ type: 'invalid_request', status: 400, detail: 'the temperature is too high' });
  });
});

describe('ChatClient against @copilotkit/aimock', () => {
  let mock: LLMock;
  let telemetry: ReturnType<typeof recordTelemetry>;
  let client: ChatClient;

  const calls = ['Paris', 'Rome', 'Oslo'].map((city) => ({
    id: `call_${city}`,
    name: 'get_weather',
    arguments: `{"city":"${city}"}`,
  }));
  const usage = { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 };

  beforeEach(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, latency: 1 });
    mock.onMessage('haiku', { content: 'Old pond, a frog jumps in, naïve “日本”.', usage });
    mock.onMessage('sum', { content: 'It is 4.', reasoning: 'Two and two.' });
    mock.onMessage('weather', { toolCalls: calls });
    mock.onMessage(
      'cut',
      { content: 'This will not come to its end, for sure.' },
      { truncateAfterChunks: 9, latency: 15 },
    );
    await mock.start();
    const baseUrl = `${mock.url}/v1`;
    telemetry = recordTelemetry();
    client = new ChatClient({
      provider: createProvider({ name: 'aimock', baseUrl, wire: 'chat', retry: { maxAttempts: 1, baseDelay: 1 } }),
      auth: bearerAuth('mock-key'),
      telemetry,
    });
  });
  afterEach(() => mock.stop());

  it('streams a text, and the tokens that it took', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'Write a haiku'));
    expect(textIn(events)).to.equal('Old pond, a frog jumps in, naïve “日本”.');
    expect(events.at(-1)).to.deep.include({
      status: 'completed',
      finish_reason: 'stop',
      token_usage: {
        input_tokens: 7,
        cached_input_tokens: 0,
        output_tokens: 11,
        reasoning_output_tokens: 0,
        total_tokens: 18,
      },
    });
    expect(telemetry.skipped).to.deep.equal([]);
  });

  it('receives no token usage where it does not request it', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'Write a haiku', { includeUsage: false }));
    expect(events.at(-1)).to.include({ type: 'completed', status: 'completed', token_usage: null });
  });

  it('streams reasoning before the text', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'the sum'));
    expect(events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []))).to.deep.equal([
      { type: 'reasoning', id: '', summary: [], content: [{ type: 'reasoning_text', text: 'Two and two.' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'It is 4.' }] },
    ]);
  });

  it('streams parallel tool calls, each with its own arguments', async () => {
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'What is the weather?'));
    expect(events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []))).to.deep.equal(
      calls.map(({ id, ...call }) => ({ type: 'function_call', ...call, call_id: id })),
    );
    expect(events.at(-1)).to.include({ type: 'completed', finish_reason: 'tool_calls' });
  });

  it('calls a stream that was cut off an error, after what came', async () => {
    const { values, error } = await outcomeOf(client.streamPrompt('gpt-5.1', 'cut'));
    expect(textIn(values)).to.match(/^This/);
    expect(error).to.include({ type: 'stream', reason: 'connection_lost' });
    expect(values.at(-1)).to.deep.include({
      type: 'output_item_done',
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: textIn(values) }] },
    });
  });

  it('retries a 429 after the second that the server asks for', async () => {
    mock.nextRequestError(429, { message: 'slow down', type: 'rate_limit_error' });
    const events = await valuesOf(client.streamPrompt('gpt-5.1', 'haiku'));
    expect(textIn(events)).to.match(/^Old pond/);
    expect(telemetry.requests.map(({ status }) => status)).to.deep.equal([429, 200]);
    expect(telemetry.retries.map(({ delay, error }) => [delay, error.message])).to.deep.equal([
      [1000, 'http 429: slow down'],
    ]);
  });

  it('reads its errors', async () => {
    mock.nextRequestError(400, { message: 'the temperature is too high', type: 'invalid_request_error' });
    const error = await errorOf(client.streamPrompt('gpt-5.1', 'haiku'));
    expect(error).to.include({ type: 'invalid_request', status: 400, detail: 'the temperature is too high' });
  });
});

describe('ResponsesWebSocketClient against @copilotkit/aimock', () => {
  let mock: LLMock;
  let telemetry: ReturnType<typeof recordTelemetry>;
  let connection: ResponsesConnection;

  const user = (text: string): ResponseItem => ({
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text }],
  });
  const start = async (strict: boolean): Promise<void> => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, latency: 1, strict });
    mock.onMessage('haiku', { content: 'Old pond, a frog jumps in, naïve “日本”.' });
    mock.onMessage('sum', { content: 'It is 4.', reasoning: 'Two and two.' });
    mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Paris"}', id: 'call_7' }] });
    mock.onToolResult('call_7', { content: 'It rains in Paris.' });
    mock.onMessage('fail', { error: { message: 'out of luck', type: 'server_error', code: 'server_error' } });
    mock.onMessage('cut', { content: 'This will not come to its end, for sure.' }, { truncateAfterChunks: 9 });
    await mock.start();
    telemetry = recordTelemetry();
    connection = new ResponsesWebSocketClient({
      provider: createProvider({ name: 'aimock', baseUrl: `${mock.url}/v1`, retry: { maxAttempts: 1, baseDelay: 1 } }),
      auth: bearerAuth('mock-key'),
      transport: nodeWebSocketTransport(),
      telemetry,
    }).connect();
  };
  beforeEach(() => start(false));
  afterEach(async () => {
    connection.close();
    await mock.stop();
  });

  const ask = (text: string) => connection.streamPrompt('gpt-5.1', text);
  const reused = () => telemetry.socketRequests.map((report) => report.reused);

  it('streams a text', async () => {
    const events = await valuesOf(ask('Write a haiku'));
    expect(textIn(events)).to.equal('Old pond, a frog jumps in, naïve “日本”.');
    expect(events.at(-1)).to.include({ type: 'completed', status: 'completed' });
    expect(telemetry.skipped).to.deep.equal([]);
    expect(mock.getLastRequest()).to.include({ method: 'WS', path: '/v1/responses' });
  });

  it('streams reasoning before the text', async () => {
    const events = await valuesOf(ask('the sum'));
    expect(events.flatMap((event) => (event.type === 'output_item_done' ? [event.item.type] : []))).to.deep.equal([
      'reasoning',
      'message',
    ]);
    expect(textIn(events)).to.equal('It is 4.');
  });

  it('streams a tool call, and goes on with its output alone', async () => {
    const events = await valuesOf(connection.streamPrompt('gpt-5.1', { input: [user('What is the weather?')] }));
    const items = events.flatMap((event) => (event.type === 'output_item_done' ? [event.item] : []));
    expect(items[0]).to.include({ type: 'function_call', name: 'get_weather', arguments: '{"city":"Paris"}' });
    const output = { type: 'function_call_output', call_id: 'call_7', output: 'rain' } as const;
    const input = [user('What is the weather?'), ...items, output];
    expect(textIn(await valuesOf(connection.streamPrompt('gpt-5.1', { input })))).to.equal('It rains in Paris.');
    expect(JSON.stringify(mock.getLastRequest()?.body)).to.contain('"rain"').and.not.to.contain('the weather?');
    expect(reused()).to.deep.equal([false, true]);
  });

  it('answers several requests on one socket, also those that waited', async () => {
    const answers = await Promise.all(['haiku', 'sum', 'haiku'].map((text) => valuesOf(ask(text))));
    expect(answers.map(textIn)).to.deep.equal([
      'Old pond, a frog jumps in, naïve “日本”.',
      'It is 4.',
      'Old pond, a frog jumps in, naïve “日本”.',
    ]);
    expect(reused()).to.deep.equal([false, true, true]);
    expect(telemetry.requests.map(({ status }) => status)).to.deep.equal([101]);
  });

  it('reads an error frame, and asks the next one on a new socket', async () => {
    expect(await errorOf(ask('fail'))).to.include({ type: 'retryable', detail: 'out of luck' });
    expect(textIn(await valuesOf(ask('haiku')))).to.match(/^Old pond/);
    expect(reused()).to.deep.equal([false, false]);
  });

  it('calls an abrupt end (1006) an error, after what came, and asks the next one on a new socket', async () => {
    const { values, error } = await outcomeOf(ask('cut'));
    expect(textIn(values)).to.match(/^This/);
    expect(error).to.be.an.instanceOf(Error);
    expect(values.some(({ type }) => type === 'completed')).to.equal(false);
    expect(textIn(await valuesOf(ask('haiku')))).to.match(/^Old pond/);
    expect(reused()).to.deep.equal([false, false]);
  });

  it('cancels in the middle, and sends the next request on a new socket', async () => {
    for await (const { type } of ask('haiku')) if (type === 'output_text_delta') break;
    expect(textIn(await valuesOf(ask('the sum')))).to.equal('It is 4.');
    expect(reused()).to.deep.equal([false, false]);
  });

  it('reads the code and the reason of a close frame', async () => {
    await mock.stop();
    await start(true);
    const error = await errorOf(ask('something that it does not know'));
    expect(error.message).to.equal('stream error: websocket closed by server before response.completed');
    expect(error.cause)
      .to.have.property('message')
      .that.matches(/^close code 1008: /);
  });
});
