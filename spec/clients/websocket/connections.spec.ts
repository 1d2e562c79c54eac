import { SpanStatusCode } from '@opentelemetry/api';
import { expect } from 'chai';
import { take } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import type { RoutedClientOptions } from '../../../lib/clients/routed/RoutedClientOptions.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { openTelemetry } from '../../../lib/otel/openTelemetry.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { FailOverReport } from '../../../lib/telemetry/Telemetry.js';
import { logAbove } from '../../../lib/telemetry/Logger.js';
import { completed, created, textDelta } from '../../../lib/testing/wire.js';
import { frame, rawWebSocket, sending } from '../../node/rawWebSocket.js';
import { textIn, valuesOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { askedOnSockets, connectionTo, handshakesOf } from '../../support/scriptedSocket.js';
import { useTracing } from '../../support/telemetry/tracing.js';

const answer = textAnswer('one two three', { id: 'resp_a' });

describe('connections of WebSocket clients, over real sockets', () => {
  const using = useServer();
  const tracing = useTracing();
  const clients: RoutedClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  const clientOf = (options: Partial<RoutedClientOptions> = {}) => {
    const provider = createProvider({ name: 'first', baseUrl: using.server.baseUrl, retry: { baseDelay: 1 } });
    const client = new RoutedClient({ provider, websocket: nodeWebSocketTransport(), ...options });
    clients.push(client);
    return client;
  };

  it('C5 an expected change to HTTP is one span without an error, and no warning in the log', async () => {
    const lines: string[] = [];
    const logger = logAbove('info', (level, line) => lines.push(`${level}: ${line.replace(/\d+ ms/g, 'n ms')}`));
    using.server.refuseHandshake({ type: 'status', status: 426, body: 'none here' });
    using.server.enqueue({ answer });
    await valuesOf(clientOf({ telemetry: openTelemetry(), logger }).streamPrompt('m', 'x'));
    const { status, attributes } = tracing.span();
    expect(status.code).to.equal(SpanStatusCode.UNSET);
    expect(attributes).not.to.have.property('error.type');
    expect(lines[0]).to.match(/^info: first \(websocket\) cannot be used, sending over HTTP: http 426: none here/);
    expect(lines[1]).to.match(/^info: call 1: responses m at first: completed after n ms/);
    expect(lines).to.have.length(2);
  });

  it('a warm-up takes no answer of the server, and the next request sends only what is new', async () => {
    using.server.enqueue({ answer });
    const connection = connectionTo(using.server);
    const history = [userMessage('the file')];
    expect(await valuesOf(connection.warmUp('m', { input: history }))).to.deep.equal([]);
    const events = await valuesOf(connection.streamPrompt('m', { input: [...history, userMessage('hi')] }));
    connection.close();
    expect(textIn(events)).to.equal('one two three');
    const [warmUp, question] = askedOnSockets(using.server).map(({ body }) => body);
    expect(warmUp).to.include({ generate: false });
    expect(question).to.include({ previous_response_id: 'resp_warmup_1' });
    expect(question).to.have.nested.property('input[0].content[0].text', 'hi');
    expect(question).to.have.property('input').with.length(1);
  });

  it('C4 that a server has no WebSocket is known to the next client, whose transport is another one', async () => {
    using.server.refuseHandshake({ type: 'status', status: 403 });
    const reports: string[] = [];
    const telemetry = { onFailOver: ({ error }: FailOverReport) => void reports.push(error.message) };
    for (let round = 0; round < 3; round++)
      expect(await valuesOf(clientOf({ telemetry }).streamPrompt('m', 'x'))).not.to.deep.equal([]);
    expect(handshakesOf(using.server)).to.equal(1);
    expect(reports).to.have.length(3);
    for (const message of reports) expect(message).to.match(/^http 403/);
  });

  it('C3 a kept socket that answers a ping is used again', async () => {
    using.server.enqueue({ answer }, { answer });
    const connection = connectionTo(using.server, {}, { websocketOptions: { checkAfter: 0 } });
    for (let round = 0; round < 2; round++)
      expect(textIn(await valuesOf(connection.streamPrompt('m', 'x')))).to.equal('one two three');
    expect(handshakesOf(using.server)).to.equal(1);
    connection.close();
  });

  it('C3 a kept socket that answers no ping is replaced', async () => {
    const frames = [created('resp_a'), textDelta('Hi'), completed('resp_a')].map((json) => frame(JSON.stringify(json)));
    const peer = await rawWebSocket(sending(...frames)); // it sends an answer unasked, and then nothing
    const baseUrl = peer.url.replace(/^ws/, 'http');
    const connection = connectionTo({ baseUrl }, {}, { websocketOptions: { checkAfter: 0, pingTimeout: 40 } });
    for (let round = 0; round < 2; round++)
      expect(textIn(await valuesOf(connection.streamPrompt('m', 'x')))).to.equal('Hi');
    expect(peer.connections()).to.equal(2);
    connection.close();
    await peer.stop();
  });

  it('an answer that is interrupted keeps its socket, and the next request is whole', async () => {
    using.server.enqueue({ answer, fault: { type: 'stall_mid_body', after: 5 } }, { answer });
    const connection = connectionTo(using.server, {}, { websocketOptions: { interrupt: true } });
    await valuesOf(connection.streamPrompt('m', 'x').pipe(take(2)));
    expect(textIn(await valuesOf(connection.streamPrompt('m', 'y')))).to.equal('one two three');
    expect(using.server.sockets).to.have.length(1);
    expect(using.server.requests.map(({ interrupted }) => interrupted)).to.deep.equal([true, undefined]);
    expect(using.server.requests[1]?.body).not.to.have.property('previous_response_id');
    connection.close();
  });

  it('a request that is larger than the announced size goes over HTTP', async () => {
    const headers = { 'x-codex-websocket-max-message-bytes': '500' };
    using.server.enqueue({ answer, headers }, { answer });
    const client = clientOf();
    await valuesOf(client.streamPrompt('m', 'x'.repeat(500)));
    await valuesOf(client.streamPrompt('m', 'y'));
    expect(using.server.requests.map(({ transport }) => transport)).to.deep.equal(['http', 'websocket']);
    expect(handshakesOf(using.server)).to.equal(1);
  });

  it('50 requests share one connection', async () => {
    using.server.enqueue(...Array.from({ length: 50 }, () => ({ answer })));
    const client = clientOf();
    for (let round = 0; round < 50; round++) await valuesOf(client.streamPrompt('m', 'x'));
    expect([handshakesOf(using.server), askedOnSockets(using.server).length]).to.deep.equal([1, 50]);
  });
});
