import { expect } from 'chai';
import { lastValueFrom, of, toArray } from 'rxjs';
import {
  anthropic,
  apiKeyAuth,
  gemini,
  GeminiClient,
  isApiError,
  MessagesClient,
  RoutedClient,
  type ClientOptions,
  type HttpRequest,
  type HttpTransport,
} from '../../lib/index.js';
import { bytes, sse } from '../../lib/testing/index.js';

const ANTHROPIC = sse(
  { type: 'message_start', message: { id: 'msg_1', model: 'claude', content: [], usage: { input_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
);
const GEMINI = sse({ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }], responseId: 'r' });

/** A transport that answers every request alike, and the requests that it received. */
const recorder = (status: number, text: string): { requests: HttpRequest[]; transport: HttpTransport } => {
  const requests: HttpRequest[] = [];
  return {
    requests,
    transport: {
      stream: (request) => {
        requests.push(request);
        const headers = new Headers({ 'content-type': 'text/event-stream', 'request-id': 'req_1' });
        return of({ status, headers, bytes: of(bytes(text)) });
      },
    },
  };
};

const options = {
  anthropic: { provider: anthropic({ betas: ['b1', 'b2'] }), auth: apiKeyAuth('x-api-key', 'the-key') },
};

describe('MessagesClient', () => {
  it('sends a prompt with the headers of the API', async () => {
    const { requests, transport } = recorder(200, ANTHROPIC);
    const answer = new MessagesClient({ ...options.anthropic, transport }).streamPrompt('claude', 'Say hi');
    const events = await lastValueFrom(answer.pipe(toArray()));
    expect(events.at(-1)).to.include({ type: 'completed', response_id: 'msg_1' });
    const [request] = requests;
    expect(request?.url).to.equal('https://api.anthropic.com/v1/messages');
    expect(Object.fromEntries(request?.headers ?? [])).to.deep.equal({
      accept: 'text/event-stream',
      'anthropic-beta': 'b1,b2',
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
      'x-api-key': 'the-key',
    });
    expect(request?.body).to.include({ model: 'claude', stream: true });
  });

  it('sends a prepared request and any body', async () => {
    const { requests, transport } = recorder(200, ANTHROPIC);
    const client = new MessagesClient({ ...options.anthropic, transport });
    await lastValueFrom(client.streamRequest({ model: 'claude', max_tokens: 1, messages: [] }));
    await lastValueFrom(client.stream({ any: true }));
    expect(requests.map(({ body }) => body)).to.deep.equal([
      { model: 'claude', max_tokens: 1, messages: [], stream: true },
      { any: true },
    ]);
  });

  const REFUSALS: readonly (readonly [status: number, type: string, kind: string])[] = [
    [400, 'invalid_request_error', 'invalid_request'],
    [401, 'authentication_error', 'unauthorized'],
    [402, 'billing_error', 'quota_exceeded'],
    [404, 'not_found_error', 'not_found'],
    [429, 'rate_limit_error', 'rate_limit'],
    [529, 'overloaded_error', 'server_overloaded'],
  ];
  for (const [status, type, kind] of REFUSALS)
    it(`reports ${status} ${type} as ${kind}`, async () => {
      const { transport } = recorder(status, JSON.stringify({ type: 'error', error: { type, message: 'no' } }));
      const provider = anthropic({ retry: { maxAttempts: 0 } });
      const answer = new MessagesClient({ provider, transport }).streamPrompt('claude', 'Say hi');
      const error = await lastValueFrom(answer).catch((cause: unknown) => cause);
      expect(isApiError(error) ? { type: error.type, id: error.request_id } : error).to.deep.equal({
        type: kind,
        id: 'req_1',
      });
    });
});

describe('GeminiClient', () => {
  const auth = apiKeyAuth('x-goog-api-key', () => 'the-key');
  const clientWith = (transport: HttpTransport) => new GeminiClient({ provider: gemini(), auth, transport });

  it('names the model in the URL', async () => {
    const { requests, transport } = recorder(200, GEMINI);
    const client = clientWith(transport);
    await lastValueFrom(client.streamPrompt('gemini-3-flash', 'Say hi'));
    await lastValueFrom(client.streamRequest('tunedModels/x', { contents: [] }));
    await lastValueFrom(client.stream('m', { any: true }));
    const base = 'https://generativelanguage.googleapis.com/v1beta';
    expect(requests.map(({ url }) => url)).to.deep.equal([
      `${base}/models/gemini-3-flash:streamGenerateContent?alt=sse`,
      `${base}/tunedModels/x:streamGenerateContent?alt=sse`,
      `${base}/models/m:streamGenerateContent?alt=sse`,
    ]);
    expect(requests[0]?.headers.get('x-goog-api-key')).to.equal('the-key');
    expect(requests[0]?.headers.has('authorization')).to.equal(false);
    expect(requests.map(({ body }) => body)).to.deep.equal([
      { contents: [{ role: 'user', parts: [{ text: 'Say hi' }] }] },
      { contents: [] },
      { any: true },
    ]);
  });

  it('reads an error body in a list, with the delay that it requests', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' }];
    const error = { code: 429, message: 'slow down', status: 'RESOURCE_EXHAUSTED', details };
    const { transport } = recorder(429, JSON.stringify([{ error }]));
    const provider = gemini({ retry: { maxAttempts: 0 } });
    const failure = await lastValueFrom(new GeminiClient({ provider, transport }).streamPrompt('m', 'Say hi')).catch(
      (cause: unknown) => cause,
    );
    expect(isApiError(failure) ? failure : {}).to.include({ type: 'rate_limit', delay: 34_400 });
  });

  it('reports a wrong key, which the API refuses with 400', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }];
    const error = { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT', details };
    const { transport } = recorder(400, JSON.stringify({ error }));
    const failure = await lastValueFrom(clientWith(transport).streamPrompt('m', 'x')).catch((cause: unknown) => cause);
    expect(isApiError(failure) ? failure.type : failure).to.equal('unauthorized');
  });

  it('fails with an error that stands between the events as indented JSON', async () => {
    const error = { code: 499, message: 'The operation was cancelled.', status: 'CANCELLED' };
    const { transport } = recorder(200, `${GEMINI}\r\n${JSON.stringify({ error }, null, 2)}\r\n`);
    const failure = await lastValueFrom(clientWith(transport).streamPrompt('m', 'x')).catch((cause: unknown) => cause);
    expect(isApiError(failure) ? failure.message : failure).to.contain('The operation was cancelled.');
  });
});

describe('RoutedClient over the native APIs', () => {
  const first = (transport: HttpTransport): ClientOptions => ({ ...options.anthropic, transport });

  it('continues with Gemini when Anthropic is overloaded', async () => {
    const urls: string[] = [];
    const transport: HttpTransport = {
      stream: (request, demand) => {
        urls.push(request.url);
        const isFirst = request.url.includes('anthropic');
        const text = isFirst ? '{"type":"error","error":{"type":"overloaded_error","message":"no"}}' : GEMINI;
        return recorder(isFirst ? 529 : 200, text).transport.stream(request, demand);
      },
    };
    const client = new RoutedClient({
      ...first(transport),
      provider: anthropic({ retry: { maxAttempts: 0 } }),
      fallbacks: [{ provider: gemini(), model: 'gemini-3-flash' }],
    });
    const events = await lastValueFrom(client.streamPrompt('claude', 'Say hi').pipe(toArray()));
    expect(events.at(-1)).to.include({ type: 'completed', response_id: 'r' });
    expect(urls).to.have.length(2);
  });

  it('refuses previousResponseId, which only the Responses API has', async () => {
    const { requests, transport } = recorder(200, ANTHROPIC);
    const failure = await lastValueFrom(
      new RoutedClient(first(transport)).streamPrompt('claude', 'x', { previousResponseId: 'resp_1' }),
    ).catch((cause: unknown) => cause);
    expect(isApiError(failure) ? failure.message : failure).to.match(/previousResponseId requires .* got "messages"/);
    expect(requests).to.deep.equal([]);
  });
});
