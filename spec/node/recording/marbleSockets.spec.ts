import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { concat, EMPTY, map, mergeMap, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { isRight } from '#either';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { recordingTransport } from '../../../lib/node/recording/recordingTransport.js';
import { recordExchange } from '../../../lib/operators/http/recordExchange.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { apiErrorData } from '../../../lib/protocol/errors/apiErrorData.js';
import { apiError, isApiError, type ApiError } from '../../../lib/protocol/errors/ApiError.js';
import type { MarbleFile } from '../../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../../lib/protocol/recording/marbleFile/printMarble.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import type { Fault, HeadFault } from '../../../lib/server/script/Script.js';
import { response } from '../../../lib/testing/virtualTransport.js';
import { message, socket, virtualWebSocket } from '../../../lib/testing/virtualWebSocket.js';
import { completed, created, textDelta } from '../../../lib/testing/wire.js';
import { createMarbleTape } from '../../../lib/transport/marbleTape.js';
import { replayTransport } from '../../../lib/transport/replayTransport.js';
import type { UpgradeResponse, WebSocketTransport } from '../../../lib/transport/WebSocketTransport.js';
import { outcomeOf, until } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';
import { useFolder } from '../temporary.js';

const KEY = 'sk-0123456789abcdef';

const textAt = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The file as it is written and read. */
const reread = (file: MarbleFile): MarbleFile => {
  const text = printMarble(file);
  const read = isRight(text) ? parseMarble(text.right) : text;
  return isRight(read) ? read.right : expect.fail(read.left);
};

const dataOf = (error: unknown): unknown => (isApiError(error) ? apiErrorData(error) : error);

interface Connecting {
  readonly baseUrl?: string;
  readonly idle?: number;
}

const connectionOver = (
  transport: WebSocketTransport,
  { baseUrl = 'https://virtual.test/v1?key=sk-of-the-query', idle = 60_000 }: Connecting = {},
) =>
  new ResponsesWebSocketClient({
    provider: createProvider({
      name: 'test',
      baseUrl,
      streamIdleTimeout: idle,
      connectTimeout: 10_000,
      retry: { maxAttempts: 1, baseDelay: 1 },
    }),
    auth: bearerAuth(KEY),
    transport,
    random: () => 0.5,
  }).connect();

describe('a WebSocket, recorded to a .marble file from a real connection and replayed', () => {
  const scripted = useServer();
  const answer = textAnswer('one two three');
  const AFTER = 5;

  const faults: readonly Fault[] = [
    { type: 'reset_before_head' },
    { type: 'reset_mid_body', after: AFTER },
    { type: 'truncate', after: AFTER },
    { type: 'stall_before_head' },
    { type: 'stall_mid_body', after: AFTER },
    { type: 'error_event', after: 2, error: { code: 'server_error', message: 'out of luck' } },
    { type: 'response_failed', after: 2, error: { code: 'context_length_exceeded', message: 'too long' } },
    { type: 'incomplete', after: AFTER, reason: 'max_output_tokens' },
    { type: 'malformed_frame', after: AFTER },
    { type: 'linger' },
    ...[1000, 1001, 1008, 1009, 1011, 1013].map((code): Fault => ({
      type: 'ws_close',
      after: AFTER,
      code,
      reason: 'so be it',
    })),
    { type: 'ws_close', after: 0, code: 1011 },
    { type: 'ws_binary', after: AFTER },
    { type: 'ws_ping', every: 1 },
    { type: 'ws_error', after: 0, status: 400, error: { message: 'what?' } },
    { type: 'ws_error', after: AFTER, status: 429, error: { message: 'slow' }, headers: { 'retry-after-ms': '0' } },
    { type: 'ws_connection_limit', after: 0 },
    { type: 'status', status: 500, headers: { 'retry-after-ms': '0' } },
  ];
  const handshakes: readonly HeadFault[] = [
    ...[401, 426, 503, 200].map((status): HeadFault => ({
      type: 'status',
      status,
      headers: { 'retry-after-ms': '0' },
    })),
    { type: 'reset_before_head' },
  ];
  const rows: readonly { readonly what: string; readonly fault?: Fault; readonly handshake?: HeadFault }[] = [
    { what: 'no fault' },
    ...faults.map((fault) => ({ what: JSON.stringify(fault), fault })),
    ...handshakes.map((handshake) => ({ what: `a handshake with ${JSON.stringify(handshake)}`, handshake })),
  ];

  for (const { what, fault, handshake } of rows)
    it(`gives the same events and the same error: ${what}`, async () => {
      const { server } = scripted;
      if (handshake !== undefined) server.refuseHandshake(handshake, handshake, handshake);
      for (let count = 0; count < 4; count++) server.enqueue(fault === undefined ? { answer } : { answer, fault });
      const isSilent = fault?.type === 'stall_before_head' || fault?.type === 'stall_mid_body';
      const connecting = { baseUrl: server.baseUrl, idle: isSilent ? 60 : 5000 };
      let file: MarbleFile = { exchanges: [] };
      const tape = createMarbleTape((content) => (file = content), {});
      const transport = nodeWebSocketTransport();
      const recording: WebSocketTransport = {
        connect: (request, demand) => transport.connect(request, demand).pipe(recordExchange(tape, request)),
      };
      const live = connectionOver(recording, connecting);
      const first = await outcomeOf(live.streamPrompt('m', 'x'));
      live.close();
      const read = reread(file);
      const replay = connectionOver(replayTransport(read, { speed: isSilent ? 1 : Infinity }), connecting);
      const second = await outcomeOf(replay.streamPrompt('m', 'x'));
      replay.close();
      expect(second.values).to.deep.equal(first.values);
      expect(dataOf(second.error)).to.deep.equal(dataOf(first.error));
    });
});

describe('recordingTransport over a virtual WebSocket', () => {
  const folder = useFolder();

  const record = async (attempts: readonly Observable<UpgradeResponse>[], path: string) => {
    const reports: ApiError[] = [];
    const transport = recordingTransport(path, undefined, {
      webSocket: virtualWebSocket(...attempts),
      onError: (error) => reports.push(error),
    });
    const connection = connectionOver(transport);
    const outcome = await outcomeOf(connection.streamPrompt('m', 'my secret prompt'));
    connection.close();
    return { reports, outcome };
  };
  const answers = [message(created()), message(textDelta('Hi')), message(completed('resp_1'))];
  /** The answer to a message, which is sent at once. */
  const whole = timer(1).pipe(mergeMap(() => answers));

  it('writes the types of the messages that were sent, and nothing else of them', async () => {
    const path = folder.path('a.marble');
    const { reports } = await record([of(socket(whole))], path);
    await until(() => textAt(path).includes('response.completed'));
    expect(textAt(path)).to.contain('request 1 = GET /v1/responses\n  > upgrade: websocket\n');
    expect(textAt(path)).to.contain('= > response.create\n');
    expect(textAt(path)).not.to.contain('secret prompt').and.not.to.contain('virtual.test');
    expect(reports).to.deep.equal([]);
  });

  const echo = `you sent ${KEY}`;
  const lost = () => apiError({ type: 'stream', reason: 'malformed', detail: echo });
  const failed = () => apiError({ type: 'transport', error: { type: 'network', detail: echo } });
  const places: readonly (readonly [where: string, attempt: UpgradeResponse])[] = [
    ['a message', socket(concat(timer(1).pipe(map(() => message({ type: 'response.note', text: echo }))), whole))],
    ['a header of the handshake', socket(whole, { headers: { 'x-echo': echo } })],
    ['the reason of a close frame', socket(of({ type: 'close', code: 1008, reason: echo }))],
    ['the error of a lost connection', socket(concat(of(...answers.slice(0, 2)), throwError(lost)))],
    ['the error of a message that was not sent', socket(NEVER, { send: throwError(failed) })],
    ['the body of a refusal', response(of(new TextEncoder().encode(echo)), { status: 401 })],
    ['a header of a refusal', response(EMPTY, { status: 401, headers: { 'x-echo': echo } })],
  ];
  for (const [where, attempt] of places)
    it(`never writes a credential: ${where}`, async () => {
      const path = folder.path('a.marble');
      await record([of(attempt), of(attempt), of(attempt)], path);
      await until(() => textAt(path).includes('you sent [redacted]'));
      expect(textAt(path)).not.to.contain(KEY).and.not.to.contain('sk-of-the-query');
    });

  it('reports that another format cannot hold it, and does not disturb the stream', async () => {
    const path = folder.path('a.jsonl');
    const { reports, outcome } = await record([of(socket(whole))], path);
    expect(outcome.error).to.equal(undefined);
    expect(reports.map(({ message: text }) => text.replace(path, 'a.jsonl'))).to.deep.equal([
      'file error: a.jsonl: a WebSocket is recorded in a .marble file only; choose a path that ends in .marble',
    ]);
    expect(existsSync(path)).to.equal(false);
  });
});
