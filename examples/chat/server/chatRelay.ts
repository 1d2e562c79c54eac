import { apiError, resumeTools, retryAnswer, runTools, type AnswerEvent, type Ask, type ResponseItem } from 'codex-rx';
import { relay, type Demand, type RelayHandler, type RelayOptions } from 'codex-rx/relay';
import { tap, type Observable } from 'rxjs';
import { ChatRequest, type Wish } from '../ChatRequest.js';
import type { ChatModel } from './ChatModel.js';
import { chatTools } from './chatTools.js';
import { hedged } from './hedged.js';
import { PendingStore } from './PendingStore.js';

const INSTRUCTIONS = 'Answer in Markdown, briefly. Book a table if you are asked to.';
const PLAIN: Wish = { fault: 'none', always: false, kind: 'short', hedge: false };

/** A page may send messages of the user and of the model, but no instructions. */
const isOfChat = (item: ResponseItem): boolean =>
  item.type !== 'message' || item.role === 'user' || item.role === 'assistant';

const readRequest = (input: unknown): ChatRequest => {
  const decoded = ChatRequest.decode(input);
  if (decoded._tag === 'Right' && (decoded.right.type !== 'answer' || decoded.right.history.every(isOfChat)))
    return decoded.right;
  throw apiError({ type: 'invalid_request', detail: 'this is no request of the chat page' });
};

/** Creates the relay between the page and the model. It holds the key, the instructions and the tools. */
export const chatRelay = (
  { client, name, optionsFor }: ChatModel,
  { onError }: Pick<RelayOptions, 'onError'> = {},
): RelayHandler => {
  const waiting = new PendingStore();

  /** Requests one step of an answer, read as fast as the page reads it. */
  const asking =
    (answer: string, wish: Wish, demand: Demand): Ask =>
    (input, step) => {
      const prompt = { instructions: INSTRUCTIONS, input, tools: chatTools };
      const options = optionsFor({ part: 'chat', step: `${answer}/${step}`, wish });
      const request = () => client.streamPrompt(name, prompt, options).withDemand(demand);
      return hedged(request, wish.hedge).pipe(retryAnswer({ maxRetries: 2, baseDelay: 1_500 }));
    };

  /** Keeps the state of a tool loop that ends because calls wait for approvals. */
  const keepingPending = (answer: string, events: Observable<AnswerEvent>): Observable<AnswerEvent> =>
    events.pipe(
      tap((event) => {
        if (event.type === 'tools_suspended') waiting.put(answer, event.pending);
      }),
    );

  return relay({
    ask: (input, { answer }) => {
      const request = readRequest(input);
      switch (request.type) {
        case 'answer': {
          const { history, wish } = request;
          return (demand) => keepingPending(answer, runTools(history, asking(answer, wish, demand), chatTools));
        }
        case 'decide': {
          const { answer: suspended, decisions } = request;
          return (demand) => {
            const ask = asking(answer, PLAIN, demand);
            return keepingPending(answer, resumeTools(waiting.take(suspended), decisions, ask, chatTools));
          };
        }
        case 'suggest': {
          const options = optionsFor({ part: 'type_ahead', step: answer, wish: PLAIN });
          return client.streamPrompt(name, { instructions: 'Continue the text.', input: request.text }, options);
        }
      }
    },
    grace: 30_000,
    onError,
  });
};
