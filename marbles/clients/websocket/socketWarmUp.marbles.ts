import { expect } from 'chai';
import { EMPTY, map, of } from 'rxjs';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { parseJsonText, isJsonObject } from '../../../lib/protocol/codec/json.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { response, virtualTransport } from '../../../lib/testing/virtualTransport.js';
import { socket, virtualWebSocket, type VirtualSocket } from '../../../lib/testing/virtualWebSocket.js';
import { marbles } from '../../../spec/support/marbles.js';
import { asked, frames, virtualConnection } from '../../../spec/support/virtualConnection.js';

/** The member `generate` of each request. */
const generates = ({ sent }: VirtualSocket) =>
  sent.map((text) => {
    const body = parseJsonText(text);
    return isJsonObject(body) ? body['generate'] : undefined;
  });

describe('warming up a connection', () => {
  it(
    'sends a request that generates nothing, completes when the server is ready, and the next one sends what is new',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('     ---x--c-y', frames);
      const answer = socket(source);
      const handshake = cold('--(s|)', { s: answer });
      const subs = '          ^-!';
      const frameSubs = '     --^';
      const warmed = '        -----|';
      const expected = '      --------c-(y|)';
      const history = [userMessage('the file')];
      const connection = virtualConnection(virtualWebSocket(handshake));
      expectObservable(connection.warmUp('m', { input: history })).toBe(warmed);
      expectObservable(
        connection.streamPrompt('m', { input: [...history, userMessage('hi')] }).pipe(map(({ type }) => type)),
        '-----^',
      ).toBe(expected, { c: 'created', y: 'completed' });
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
      flush();
      expect(asked(answer)).to.deep.equal(['the file', 'resp_1 + hi']);
      expect(generates(answer)).to.deep.equal([false, undefined]);
    }),
  );

  it(
    'that is left closes the socket',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     ------', frames);
      const handshake = cold('--(s|)', { s: socket(source) });
      const warming = '       ^---!';
      const frameSubs = '     --^-!';
      const subs = '          ^-!';
      const connection = virtualConnection(virtualWebSocket(handshake));
      expectObservable(connection.warmUp('m', 'the file'), warming).toBe('----');
      expectSubscriptions(handshake.subscriptions).toBe(subs);
      expectSubscriptions(source.subscriptions).toBe(frameSubs);
    }),
  );
});

describe('warming up a routed client', () => {
  const provider = createProvider({ name: 'virtual', baseUrl: 'https://virtual.test/v1', retry: { baseDelay: 10 } });

  it(
    'completes when the server is ready',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('--c-x', frames);
      const subs = '       ^';
      const answer = socket(source);
      const client = new RoutedClient({
        provider,
        websocket: virtualWebSocket(of(answer)),
        transport: virtualTransport(),
      });
      expectObservable(client.warmUp('m', 'the file')).toBe('----|');
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(generates(answer)).to.deep.equal([false]);
    }),
  );

  it(
    'is nothing without a WebSocket, and no error where the server has none',
    marbles(({ cold, expectObservable, flush }) => {
      const transport = virtualTransport();
      const refused = cold('-(h|)', { h: response(EMPTY, { status: 426 }) });
      expectObservable(new RoutedClient({ provider, transport }).warmUp('m', 'hi')).toBe('|');
      const websocket = virtualWebSocket(refused);
      expectObservable(new RoutedClient({ provider, websocket, transport }).warmUp('m', 'hi')).toBe('-|');
      flush();
      expect(transport.requests).to.be.empty;
    }),
  );
});
