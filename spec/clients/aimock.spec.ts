import { LLMock } from '@copilotkit/aimock';
import { expect } from 'chai';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { bearerAuth } from '../../lib/provider/AuthProvider.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { errorOf, outcomeOf, textIn, valuesOf } from '../support/collect.js';

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
    expect(error).to.include({ type: 'transport', detail: 'the temperature is too high' });
  });
});
