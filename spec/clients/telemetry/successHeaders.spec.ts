import { expect } from 'chai';
import { concat, defer, EMPTY, mergeMap, NEVER, of, ReplaySubject, take, type Observable } from 'rxjs';
import { CompactClient } from '../../../lib/clients/CompactClient.js';
import { ChatClient } from '../../../lib/clients/ChatClient.js';
import { GeminiClient } from '../../../lib/clients/GeminiClient.js';
import type { ClientOptions } from '../../../lib/clients/http/EndpointSession.js';
import { MessagesClient } from '../../../lib/clients/MessagesClient.js';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesClient } from '../../../lib/clients/ResponsesClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { httpTransport } from '../../../lib/node/httpTransport.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { createTurnState } from '../../../lib/provider/TurnState.js';
import type { RequestReport } from '../../../lib/telemetry/Telemetry.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { completed, textDelta } from '../../../lib/testing/wire.js';
import { fetchTransport } from '../../../lib/transport/fetchTransport.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';
import { loopback, type Loopback } from '../../support/loopback.js';

const HEADERS = {
  'x-request-id': 'req_1',
  'openai-processing-ms': '42',
  'x-ratelimit-limit-requests': '100',
  'x-ratelimit-remaining-requests': '75',
  'x-ratelimit-limit-tokens': '1000',
  'x-ratelimit-remaining-tokens': '900',
};

const calls: Readonly<Record<string, (options: ClientOptions) => Observable<unknown>>> = {
  responses: (options) => new ResponsesClient(options).streamPrompt('m', 'x'),
  chat: (options) => new ChatClient(options).streamPrompt('m', 'x'),
  messages: (options) => new MessagesClient(options).streamPrompt('m', 'x'),
  gemini: (options) => new GeminiClient(options).streamPrompt('m', 'x'),
  models: (options) => new ModelsClient(options).listModels('1.0.0'),
  compact: (options) => new CompactClient(options).compactInput({ model: 'm', instructions: '', input: [] }),
};
const transports = { fetch: fetchTransport, http: httpTransport };

/** An open socket that answers the first request with some frames. */
const answering = (frames: readonly unknown[]) => {
  const asked = new ReplaySubject<void>(1);
  const answer = asked.pipe(
    take(1),
    mergeMap(() => concat(of(...frames.map(message)), NEVER)),
  );
  const send = defer(() => {
    asked.next();
    return EMPTY;
  });
  return socket(answer, { headers: HEADERS, send });
};

const expectReported = (reports: readonly RequestReport[], status: number): void => {
  expect(reports).to.have.length(1);
  expect(reports[0]).to.include({ attempt: 0, status, requestId: 'req_1', processingTime: 42 });
  const limits = (reports[0]?.rateLimits ?? []).map(({ limit_id, primary }) => [limit_id, primary?.used_percent]);
  expect(limits).to.deep.equal([
    ['api_requests', 25],
    ['api_tokens', 10],
  ]);
};

describe('S11 the headers of a success reach the hook', () => {
  let server: Loopback;
  beforeEach(async () => {
    server = await loopback((_request, response) => {
      response.writeHead(200, { ...HEADERS, 'content-type': 'application/json' }).end('{"error":{"message":"no"}}');
    });
  });
  afterEach(() => server.stop());

  for (const [name, call] of Object.entries(calls))
    for (const [over, transport] of Object.entries(transports))
      it(`S11 of ${name} over ${over}`, async () => {
        const reports: RequestReport[] = [];
        const provider = createProvider({ name: 'p', baseUrl: `${server.origin}/v1`, retry: { maxAttempts: 0 } });
        const telemetry = { onRequest: (report: RequestReport) => void reports.push(report) };
        await outcomeOf(call({ provider, transport: transport(), telemetry }));
        expectReported(reports, 200);
      });

  it('S11 of a WebSocket, from its handshake', async () => {
    const reports: RequestReport[] = [];
    const connection = new ResponsesWebSocketClient({
      provider: createProvider({ name: 'p', baseUrl: 'http://p.test/v1' }),
      transport: virtualWebSocket(of(answering([completed('r')]))),
      telemetry: { onRequest: (report) => void reports.push(report) },
    }).connect();
    await valuesOf(connection.streamPrompt('m', 'x'));
    connection.close();
    expectReported(reports, 101);
  });
});

describe('S6 the frames of a WebSocket', () => {
  const metadata = { type: 'response.metadata', headers: { 'x-codex-turn-state': 'next' } };
  const frames = [{ type: 'response.brand_new', x: 1 }, metadata, textDelta('Hi'), completed('r')];
  const connect = () =>
    new ResponsesWebSocketClient({
      provider: createProvider({ name: 'p', baseUrl: 'http://p.test/v1' }),
      transport: virtualWebSocket(of(answering(frames))),
    }).connect();

  it("S6 are all emitted with frames: 'all'", async () => {
    const connection = connect();
    const events = await valuesOf(connection.streamPrompt('m', 'x', { frames: 'all' }));
    connection.close();
    expect(events[0]).to.deep.equal({ type: 'other', raw: frames[0] });
  });

  it('S6 are reported and not emitted without it', async () => {
    const connection = connect();
    const events = await valuesOf(connection.streamPrompt('m', 'x'));
    connection.close();
    expect(events.map(({ type }) => type)).to.deep.equal(['turn_state', 'output_text_delta', 'completed']);
  });

  it('S6 hold the state of a turn, which the next request repeats', async () => {
    const turnState = createTurnState();
    const connection = connect();
    const events = await valuesOf(connection.streamPrompt('m', 'x', { turnState }));
    connection.close();
    expect(events).to.deep.include({ type: 'turn_state', state: 'next' });
    expect(turnState.value).to.equal('next');
  });
});
