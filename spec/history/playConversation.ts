import { expect } from 'chai';
import { filter, firstValueFrom, tap, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { ResponsesWebSocketClient } from '../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { retryAnswer } from '../../lib/operators/answer/retryAnswer.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import { isJsonObject } from '../../lib/protocol/codec/json.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { nodeWebSocketTransport } from '../../lib/node/nodeWebSocketTransport.js';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';
import type { BodyFault, Script } from '../../lib/server/script/Script.js';
import type { StrictServerName } from '../../lib/server/strict/strictProfiles.js';
import { answerOf, type ConversationPlan, type PlannedProvider, type TurnPlan } from './conversationPlan.js';
import { DECLARATIONS, TOOLS } from './tools.js';

/** Messages in the answer on the screen. */
const textsOf = ({ state }: Conversation): readonly string[] =>
  (state.answer?.items ?? []).flatMap((item) => (item.type === 'message' && item.text !== '' ? [item.text] : []));

/** On a socket, a fault behind the end of an answer would be a fault of the next request. */
const faultFor = (wire: PlannedProvider['wire'], fault: BodyFault | undefined): BodyFault | undefined =>
  wire === 'websocket' && fault !== undefined && 'after' in fault && typeof fault.after === 'number'
    ? { ...fault, after: Math.min(fault.after, 3) }
    : fault;

/** The number of answers of all servers. */
let answers = 0;

/** A strict server that answers with the scripts of the current turn, then with "done". */
class TurnServer {
  scripts: TurnPlan['scripts'][number][] = [];
  wire: PlannedProvider['wire'] = 'chat';
  readonly name: StrictServerName;
  readonly server: ScriptedServer;

  constructor(name: StrictServerName) {
    this.name = name;
    this.server = new ScriptedServer({
      strict: name,
      script: () => this.#next(),
    });
  }

  /** No two responses have the same id, of whichever server. */
  #next(): Script {
    const planned = this.scripts.shift();
    const answer = answerOf(planned?.answer ?? { text: 'done' }, `resp_${++answers}`);
    return { answer, fault: faultFor(this.wire, planned?.fault) };
  }
}

/** Strict servers, each started when it is needed first. A server for every conversation would take most of the time. */
export class TurnServers {
  readonly #servers = new Map<StrictServerName, Promise<TurnServer>>();

  open(name: StrictServerName): Promise<TurnServer> {
    const opened = this.#servers.get(name) ?? this.#start(name);
    this.#servers.set(name, opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const opened of this.#servers.values()) await (await opened).server.close();
  }

  async #start(name: StrictServerName): Promise<TurnServer> {
    const opened = new TurnServer(name);
    await opened.server.listen();
    return opened;
  }
}

/** A provider of a conversation, with the client that asks it. */
interface Asked {
  readonly wire: PlannedProvider['wire'];
  readonly turnServer: TurnServer;
  readonly request: (input: readonly ResponseItem[]) => Observable<AnswerEvent>;
  readonly close: () => void;
}

const transport = httpTransport(); // costs less than fetch
const socketTransport = nodeWebSocketTransport();

const openProvider = async (servers: TurnServers, { server: name, wire }: PlannedProvider): Promise<Asked> => {
  const turnServer = await servers.open(name);
  const provider = createProvider({
    name,
    baseUrl: turnServer.server.baseUrl,
    wire: wire === 'websocket' ? 'responses' : wire,
    profile: name === 'anthropic' || name === 'geminiNative' ? undefined : profiles[name],
    retry: { maxAttempts: 0 },
  });
  const promptOf = (input: readonly ResponseItem[]) => ({ instructions: 'Be brief.', input, tools: DECLARATIONS });
  const options = wire === 'responses' || wire === 'websocket' ? { include: ['reasoning.encrypted_content'] } : {};
  if (wire !== 'websocket') {
    const client = new RoutedClient({ provider, transport });
    const request = (input: readonly ResponseItem[]) => client.streamPrompt('gemini-3', promptOf(input), options);
    return { wire, turnServer, request, close: () => undefined };
  }
  const connection = new ResponsesWebSocketClient({ provider, transport: socketTransport }).connect();
  return {
    wire,
    turnServer,
    request: (input) => connection.streamPrompt('m', promptOf(input), options),
    close: () => connection.close(),
  };
};

/** The texts of a request. A request that continues a response adds to those before it. */
const withRequest = (known: string, body: unknown): string =>
  isJsonObject(body) && body['previous_response_id'] !== undefined
    ? known + JSON.stringify(body)
    : JSON.stringify(body);

/**
 * Plays a conversation against strict servers. Fails if a server refuses a request, if a text that was shown is not in
 * the next request, or if the history is not valid.
 */
export const playConversation = async (servers: TurnServers, { providers, turns }: ConversationPlan): Promise<void> => {
  const opened = await Promise.all(providers.map((provider) => openProvider(servers, provider)));
  const [first] = opened;
  if (first === undefined) throw new Error('a conversation needs a provider');
  let current = first;
  let stopAfter = Infinity;
  let retries = false;
  const ask = (input: readonly ResponseItem[]): Observable<AnswerEvent> => {
    let events = 0;
    const answer = runTools(input, current.request, TOOLS, { maxSteps: 4 });
    return (retries ? answer.pipe(retryAnswer({ maxRetries: 1, baseDelay: 1 })) : answer).pipe(
      tap({
        next: () => {
          if (++events === stopAfter) chat.stop();
        },
      }),
    );
  };
  let chat = new Conversation(ask);
  let shown: readonly string[] = [];
  const sent = new Map<Asked, string>();

  const act = ({ action, text, at }: TurnPlan): void => {
    if (action === 'retry' && chat.state.history.length > 0) {
      shown = shown.filter((said) => !textsOf(chat).includes(said));
      return chat.retry();
    }
    if (action === 'edit') {
      const users = chat.state.history.flatMap((item, index) =>
        item.type === 'message' && item.role === 'user' ? [index] : [],
      );
      const index = users[at % Math.max(1, users.length)];
      if (index !== undefined) {
        shown = [];
        return chat.edit(index, text);
      }
    }
    if (action === 'restore') chat = restored();
    if (action === 'fork') chat = chat.fork();
    shown = [...shown, text];
    if (action === 'queue') chat.queue(text);
    else chat.send(text);
  };

  const restored = (): Conversation => {
    const snapshot = JSON.stringify(chat.snapshot());
    const again = Conversation.restore(JSON.parse(snapshot), ask);
    expect(JSON.stringify(again.snapshot())).to.equal(snapshot);
    return again;
  };

  const play = async (turn: TurnPlan): Promise<void> => {
    current = opened[turn.provider % opened.length] ?? first;
    const { turnServer, wire } = current;
    const before = turnServer.server.requests.length;
    turnServer.scripts = [...turn.scripts];
    turnServer.wire = wire;
    ({ stopAfter, retries } = turn);
    act(turn);
    const state = await firstValueFrom(chat.state$.pipe(filter(({ busy }) => !busy)));
    const { error } = state.answer ?? {};
    // Over HTTP a refusal is a response, and a failure that is planned comes inside the stream.
    const isRefused =
      error !== undefined &&
      (current.wire === 'websocket' ? 'status' in error : 'error' in error && error.error?.type === 'http');
    if (isRefused) throw new Error(`refused: ${error.message}`);
    for (const { body } of turnServer.server.requests.slice(before)) {
      const texts = withRequest(sent.get(current) ?? '', body);
      sent.set(current, texts);
      for (const said of shown) expect(texts, 'a text was lost').to.include(said);
    }
    shown = [...shown, ...textsOf(chat)];
    // A request that continues a response does not repeat its text.
    sent.set(current, (sent.get(current) ?? '') + JSON.stringify(textsOf(chat)));
    const pending = state.answer?.status === 'completed';
    expect(validHistory(state.history, { pending }).changes).to.deep.equal([]);
  };

  try {
    for (const turn of turns) await play(turn);
    const last = { action: 'send', text: 'last', at: 0, stopAfter: Infinity, retries: false, scripts: [] } as const;
    for (const provider of opened.keys()) {
      await play({ ...last, provider });
      expect(chat.state.answer?.status).to.equal('completed');
    }
  } finally {
    chat.close();
    for (const { close } of opened) close();
  }
};
