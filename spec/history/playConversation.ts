import { expect } from 'chai';
import { filter, firstValueFrom, tap, type Observable } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { ChatClient } from '../../lib/clients/ChatClient.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import { ResponsesClient } from '../../lib/clients/ResponsesClient.js';
import { runTools } from '../../lib/operators/answer/runTools.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider } from '../../lib/provider/Provider.js';
import { ScriptedServer } from '../../lib/server/ScriptedServer.js';
import { answerOf, type ConversationPlan, type TurnPlan } from './conversationPlan.js';
import { DECLARATIONS, TOOLS } from './tools.js';

/** Messages in the answer on the screen. */
const textsOf = ({ state }: Conversation): readonly string[] =>
  (state.answer?.items ?? []).flatMap((item) => (item.type === 'message' && item.text !== '' ? [item.text] : []));

/**
 * Plays a conversation against a strict server. Fails if the server refuses a request, if a text that was shown is not
 * in the next request, or if the history is not valid.
 */
export const playConversation = async ({ server: name, wire, turns }: ConversationPlan): Promise<void> => {
  const server = await new ScriptedServer({ strict: name }).listen();
  const provider = createProvider({
    name,
    baseUrl: server.baseUrl,
    wire,
    profile: profiles[name],
    retry: { maxAttempts: 0 },
  });
  const options = { include: ['reasoning.encrypted_content'] };
  const [chatClient, responsesClient] = [new ChatClient({ provider }), new ResponsesClient({ provider })];
  const request = (input: readonly ResponseItem[]) => {
    const prompt = { instructions: 'Be brief.', input, tools: DECLARATIONS };
    return wire === 'chat' ? chatClient.streamPrompt('m', prompt) : responsesClient.streamPrompt('m', prompt, options);
  };

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
    server.enqueue(...turn.scripts.map(({ answer, fault }) => ({ answer: answerOf(answer), fault })));
    stopAfter = turn.stopAfter;
    act(turn);
    const state = await firstValueFrom(chat.state$.pipe(filter(({ busy }) => !busy)));
    const { error } = state.answer ?? {};
    if (error !== undefined && 'status' in error) throw new Error(`refused: ${error.message}`);
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
    const last = Array.from({ length: 4 }, () => ({ answer: { id: 'resp_9', text: 'done' }, fault: undefined }));
    await play({ action: 'send', text: 'last', at: 0, stopAfter: Infinity, scripts: last });
    expect(chat.state.answer?.status).to.equal('completed');
  } finally {
    chat.close();
    await server.close();
  }
};
