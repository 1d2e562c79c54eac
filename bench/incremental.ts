// How many bytes a conversation sends per turn: over HTTP, which repeats everything, and over one WebSocket, which sends
// only what is new. Prints one table; run it with `npm run bench:incremental`.
import { lastValueFrom, toArray, type Observable } from 'rxjs';
import {
  createProvider,
  ofType,
  ResponsesClient,
  ResponsesWebSocketClient,
  type Prompt,
  type ResponseEvent,
  type ResponseItem,
} from '../lib/index.js';
import { nodeWebSocketTransport } from '../lib/node/index.js';
import { ScriptedServer, textAnswer } from '../lib/server/index.js';

const TURNS = 50;
const SHOWN = [1, 2, 5, 10, 20, 30, 40, 50];
const WORDS = 'Each turn asks something of about this length, and is answered at about twice the length. ';

const question = (turn: number): ResponseItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text: `Question ${turn}. ${WORDS}` }],
});

type Ask = (prompt: Prompt) => Observable<ResponseEvent>;

/** Holds a conversation; gives the bytes of each request as the server received them. */
const converse = async (connect: (baseUrl: string) => { readonly ask: Ask; readonly close: () => void }) => {
  const server = await new ScriptedServer().listen();
  const { ask, close } = connect(server.baseUrl);
  try {
    let history: readonly ResponseItem[] = [];
    for (let turn = 1; turn <= TURNS; turn++) {
      server.enqueue({ answer: textAnswer(`Answer ${turn}. ${WORDS}${WORDS}`, { id: `resp_${turn}` }) });
      const input = [...history, question(turn)];
      const done = await lastValueFrom(ask({ input }).pipe(ofType('output_item_done'), toArray()), {
        defaultValue: [],
      });
      history = [...input, ...done.map(({ item }) => item)];
    }
    return server.requests.map(({ size = 0 }) => size);
  } finally {
    close();
    await server.close();
  }
};

const providerOf = (baseUrl: string) => createProvider({ name: 'scripted', baseUrl });

const overHttp = await converse((baseUrl) => {
  const client = new ResponsesClient({ provider: providerOf(baseUrl) });
  return { ask: (prompt) => client.streamPrompt('m', prompt), close: () => undefined };
});
const overSocket = await converse((baseUrl) => {
  const transport = nodeWebSocketTransport();
  const connection = new ResponsesWebSocketClient({ provider: providerOf(baseUrl), transport }).connect();
  return { ask: (prompt) => connection.streamPrompt('m', prompt), close: () => connection.close() };
});

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
const row = (name: string, http: number, socket: number) => ({
  turn: name,
  'HTTP, everything (bytes)': http,
  'WebSocket, what is new (bytes)': socket,
  ratio: Number((http / socket).toFixed(1)),
});
console.table([
  ...SHOWN.map((turn) => row(String(turn), overHttp[turn - 1] ?? 0, overSocket[turn - 1] ?? 0)),
  row(`all ${TURNS}`, sum(overHttp), sum(overSocket)),
]);
