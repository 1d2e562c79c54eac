import { expect } from 'chai';
import { filter, firstValueFrom, tap, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { RoutedClient } from '../../lib/clients/RoutedClient.js';
import { runTools } from '../../lib/operators/tools/runTools.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { httpTransport } from '../../lib/node/httpTransport.js';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';
import { textAnswer } from '../../lib/server/script/answers.js';
import type { Script } from '../../lib/server/script/Script.js';
import type { StrictServerName } from '../../lib/server/strict/strictProfiles.js';
import { answerOf, type ConversationPlan, type TurnPlan } from './conversationPlan.js';
import { DECLARATIONS, TOOLS } from './tools.js';

/** Messages in the answer on the screen. */
const textsOf = ({ state }: Conversation): readonly string[] =>
  (state.answer?.items ?? []).flatMap((item) => (item.type === 'message' && item.text !== '' ? [item.text] : []));

/** A strict server that answers with the scripts of the current turn, then with "done". */
class TurnServer {
  scripts: Script[] = [];
  readonly name: StrictServerName;
  readonly server: ScriptedServer;

  constructor(name: StrictServerName) {
    this.name = name;
    this.server = new ScriptedServer({
      strict: name,
      script: () => this.scripts.shift() ?? { answer: textAnswer('done') },
    });
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

/**
 * Plays a conversation against a strict server. Fails if the server refuses a request, if a text that was shown is not
 * in the next request, or if the history is not valid.
 */
export const playConversation = async (
  servers: TurnServers,
  { server: name, wire, turns }: ConversationPlan,
): Promise<void> => {
  const turnServer = await servers.open(name);
  const { server } = turnServer;
  const provider = createProvider({
    name,
    baseUrl: server.baseUrl,
    wire,
    profile: name === 'anthropic' || name === 'geminiNative' ? undefined : profiles[name],
    retry: { maxAttempts: 0 },
  });
  const transport = httpTransport(); // costs less than fetch
  const options = wire === 'responses' ? { include: ['reasoning.encrypted_content'] } : {};
  const client = new RoutedClient({ provider, transport });
  const request = (input: readonly ResponseItem[]) =>
    client.streamPrompt('gemini-3', { instructions: 'Be brief.', input, tools: DECLARATIONS }, options);

  let stopAfter = Infinity;
  const ask = (input: readonly ResponseItem[]): Observable<AnswerEvent> => {
    let events = 0;
    return runTools(input, request, TOOLS, { maxSteps: 4 }).pipe(
      tap({
        next: () => {
          if (++events === stopAfter) chat.stop();
        },
      }),
    );
  };
  let chat = new Conversation(ask);
  let shown: readonly string[] = [];

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
    shown = [...shown, text];
    chat.send(text);
  };

  const restored = (): Conversation => {
    const snapshot = JSON.stringify(chat.snapshot());
    const again = Conversation.restore(JSON.parse(snapshot), ask);
    expect(JSON.stringify(again.snapshot())).to.equal(snapshot);
    return again;
  };

  const play = async (turn: TurnPlan): Promise<void> => {
    const first = server.requests.length;
    turnServer.scripts = turn.scripts.map(({ answer, fault }) => ({ answer: answerOf(answer), fault }));
    stopAfter = turn.stopAfter;
    act(turn);
    const state = await firstValueFrom(chat.state$.pipe(filter(({ busy }) => !busy)));
    const { error } = state.answer ?? {};
    // A refusal is a response; a failure that is planned comes inside the stream.
    if (error !== undefined && 'error' in error && error.error.type === 'http')
      throw new Error(`refused: ${error.message}`);
    for (const { body } of server.requests.slice(first)) {
      const sent = JSON.stringify(body);
      for (const said of shown) expect(sent, 'a text was lost').to.include(said);
    }
    shown = [...shown, ...textsOf(chat)];
    const pending = state.answer?.status === 'completed';
    expect(validHistory(state.history, { pending }).changes).to.deep.equal([]);
  };

  try {
    for (const turn of turns) await play(turn);
    await play({ action: 'send', text: 'last', at: 0, stopAfter: Infinity, scripts: [] });
    expect(chat.state.answer?.status).to.equal('completed');
  } finally {
    chat.close();
  }
};
