// How many bytes and items a conversation sends per request: over HTTP, which repeats everything, and over one
// WebSocket, which sends only what is new. Two programs are played as users write them: a `Conversation` of 50 turns, and
// one turn of `runTools` with 20 steps. Prints one table for each; run it with `npm run bench:incremental`.
import { filter, firstValueFrom, type Observable } from 'rxjs';
import {
  Conversation,
  createProvider,
  ResponsesClient,
  ResponsesWebSocketClient,
  runTools,
  type Prompt,
  type ResponseEvent,
  type ResponseItem,
} from '../lib/index.js';
import { nodeWebSocketTransport } from '../lib/node/index.js';
import { ScriptedServer, textAnswer, toolCallAnswer } from '../lib/server/index.js';

const TURNS = 50;
const STEPS = 20;
const WORDS = 'Each turn asks something of about this length, and is answered at about twice the length. ';

type Ask = (prompt: Prompt) => Observable<ResponseEvent>;
interface Connection {
  readonly ask: Ask;
  readonly close: () => void;
}

/** The bytes and the items of one request, as the server received them. */
interface Sent {
  readonly bytes: number;
  readonly items: number;
}

const itemsIn = (body: unknown): number => {
  const input: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'input') : undefined;
  return Array.isArray(input) ? input.length : 0;
};

const providerOf = (baseUrl: string) => createProvider({ name: 'scripted', baseUrl });
const overHttp = (baseUrl: string): Connection => {
  const client = new ResponsesClient({ provider: providerOf(baseUrl) });
  return { ask: (prompt) => client.streamPrompt('m', prompt), close: () => undefined };
};
const overSocket = (baseUrl: string): Connection => {
  const transport = nodeWebSocketTransport();
  const connection = new ResponsesWebSocketClient({ provider: providerOf(baseUrl), transport }).connect();
  return { ask: (prompt) => connection.streamPrompt('m', prompt), close: () => connection.close() };
};

/** Plays a program against a server of its own. Returns what each request sent. */
const play = async (
  connect: (baseUrl: string) => Connection,
  program: (server: ScriptedServer, ask: Ask) => Promise<void>,
): Promise<readonly Sent[]> => {
  const server = await new ScriptedServer().listen();
  const { ask, close } = connect(server.baseUrl);
  try {
    await program(server, ask);
    return server.requests.map(({ size, body }) => ({ bytes: size ?? 0, items: itemsIn(body) }));
  } finally {
    close();
    await server.close();
  }
};

const idle = (chat: Conversation) =>
  firstValueFrom(chat.state$.pipe(filter(({ busy }) => !busy)), { defaultValue: chat.state });

const conversation = async (server: ScriptedServer, ask: Ask): Promise<void> => {
  const chat = new Conversation((input: readonly ResponseItem[]) => ask({ input }));
  for (let turn = 1; turn <= TURNS; turn++) {
    server.enqueue({ answer: textAnswer(`Answer ${turn}. ${WORDS}${WORDS}`, { id: `resp_${turn}` }) });
    chat.send(`Question ${turn}. ${WORDS}`);
    await idle(chat);
  }
  chat.close();
};

const toolLoop = async (server: ScriptedServer, ask: Ask): Promise<void> => {
  for (let step = 1; step < STEPS; step++)
    server.enqueue({ answer: toolCallAnswer({ name: 'look', arguments: { step } }, { id: `resp_${step}` }) });
  server.enqueue({ answer: textAnswer('Done.', { id: `resp_${STEPS}` }) });
  const tools = { look: () => WORDS };
  const chat = new Conversation((input) =>
    runTools(input, (items) => ask({ input: items }), tools, { maxSteps: STEPS }),
  );
  chat.send('Look around.');
  await idle(chat);
  chat.close();
};

const ratio = (a: number, b: number): number => Number((a / b).toFixed(1));
const sum = (sent: readonly Sent[]): number => sent.reduce((total, { bytes }) => total + bytes, 0);

const print = async (title: string, program: typeof conversation, shown: readonly number[]): Promise<void> => {
  const [http, socket] = [await play(overHttp, program), await play(overSocket, program)];
  const row = (name: string, whole: Sent | undefined, added: Sent | undefined) => ({
    request: name,
    'HTTP (bytes)': whole?.bytes ?? 0,
    'HTTP (items)': whole?.items ?? 0,
    'WebSocket (bytes)': added?.bytes ?? 0,
    'WebSocket (items)': added?.items ?? 0,
    ratio: ratio(whole?.bytes ?? 0, added?.bytes ?? 1),
  });
  console.log(title);
  console.table(shown.map((request) => row(String(request), http[request - 1], socket[request - 1])));
  const [second, last] = [socket[1], socket.at(-1)];
  console.log(
    `all ${socket.length} requests: ${sum(http)} bytes over HTTP, ${sum(socket)} over the WebSocket (${ratio(sum(http), sum(socket))} times). ` +
      `Items per request over the WebSocket: ${[...new Set(socket.map(({ items }) => items))].join(', ')}. ` +
      `Bytes of the last request to those of the second: ${((last?.bytes ?? 0) / (second?.bytes ?? 1)).toFixed(2)}.\n`,
  );
};

await print('Conversation, one request a turn', conversation, [1, 2, 3, 5, 10, 20, 30, 40, 50]);
await print('runTools, one request a step', toolLoop, [1, 2, 3, 5, 10, 15, 20]);
