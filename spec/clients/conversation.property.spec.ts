import { expect } from 'chai';
import fc from 'fast-check';
import { Observable, Subject } from 'rxjs';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { validHistory } from '../../lib/answer/validHistory.js';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ConversationState } from '../../lib/clients/conversation/ConversationState.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';

type Act = (chat: Conversation) => unknown;

const callItem: ResponseItem = { type: 'function_call', name: 'f', arguments: '{"a', call_id: 'c' };
const outputItem: ResponseItem = { type: 'function_call_output', call_id: 'c', output: 'o' };
const thought: ResponseItem = { type: 'reasoning', id: 'rs', summary: [] };

const index = fc.nat({ max: 6 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>(
    (chat) => chat.send('s'),
    (chat) => chat.send([outputItem]),
    (chat) => chat.stop(),
    (chat) => chat.retry(),
    (chat) => chat.queue('q'),
    (chat) => chat.clearQueue(),
    (chat) => chat.replaceHistory([userMessage('short'), callItem, thought]),
    (chat) => chat.replaceHistory([...chat.state.history, outputItem]),
  ),
  index.map(
    (at): Act =>
      (chat) =>
        chat.edit(at, 'e'),
  ),
  index.map(
    (at): Act =>
      (chat) =>
        expect(validHistory(chat.fork(at).state.history, { pending: true }).changes).to.be.empty,
  ),
);

/** What the server does next: an event of the answer, its failure, or its end. */
type Answering = AnswerEvent | 'fails' | 'ends';

const answering: fc.Arbitrary<Answering> = fc.constantFrom<Answering>(
  { type: 'output_text_delta', delta: 'w' },
  {
    type: 'output_item_done',
    item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'm' }] },
  },
  { type: 'output_item_done', item: callItem },
  { type: 'output_item_done', item: thought },
  { type: 'reset', attempt: 1, max: 1, delay: 0, error: { type: 'invalid_request', message: 'm', detail: 'd' } },
  { type: 'completed', response_id: 'r', token_usage: null, status: 'incomplete' },
  { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' },
  'fails',
  'ends',
);

/** A request that the test answers by hand, and counts while it is open. */
class Requests {
  open = 0;
  readonly sent: (readonly ResponseItem[])[] = [];
  #answer = new Subject<AnswerEvent>();

  readonly ask = (input: readonly ResponseItem[]): Observable<AnswerEvent> =>
    new Observable((subscriber) => {
      this.sent.push(input);
      expect(++this.open, 'two requests are open').to.equal(1);
      const answer = (this.#answer = new Subject<AnswerEvent>());
      answer.subscribe(subscriber);
      return () => this.open--;
    });

  play(step: Answering): void {
    if (step === 'fails') this.#answer.error(apiError({ type: 'stream', reason: 'truncated', detail: 'cut off' }));
    else if (step === 'ends') this.#answer.complete();
    else this.#answer.next(step);
  }
}

describe('Conversation, whatever is called when', () => {
  const step = fc.oneof(
    act.map((value) => ({ act: value })),
    answering.map((value) => ({ answering: value })),
  );
  /** Calls that a subscriber makes, by the number of the state that it makes it at. */
  const nested = fc.dictionary(fc.integer({ min: 0, max: 20 }).map(String), act, { maxKeys: 4 });

  it('has one request at a time, states in one order, and a history that is valid', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), nested, fc.nat({ max: 25 }), (steps, calls, restoreAt) => {
        const requests = new Requests();
        let chat = new Conversation(requests.ask);
        const seen: ConversationState[][] = [[], []];
        const watch = () => {
          let count = 0;
          const errors = (error: unknown) => expect.fail(String(error));
          chat.state$.subscribe({
            next: (state) => {
              seen[0]?.push(state);
              calls[String(count++)]?.(chat);
            },
            error: errors,
          });
          chat.state$.subscribe({ next: (state) => seen[1]?.push(state), error: errors });
        };
        watch();
        for (const [place, each] of steps.entries()) {
          if (place === restoreAt && !chat.state.busy) {
            const stored = JSON.stringify(chat.snapshot());
            chat.close();
            chat = Conversation.restore(JSON.parse(stored), requests.ask);
            expect(JSON.stringify(chat.snapshot())).to.equal(stored);
            for (const list of seen) list.length = 0;
            watch();
          }
          if ('act' in each) each.act(chat);
          else requests.play(each.answering);
          expect(requests.open > 0).to.equal(chat.state.busy);
          expect(validHistory(chat.state.history, { pending: true }).changes).to.deep.equal([]);
        }
        // The second subscriber came later: a call of the first at its first state may have made states in between.
        const [first = [], second = []] = seen;
        expect(second).to.deep.equal(first.slice(first.length - second.length));
        for (const input of requests.sent) expect(validHistory(input).changes).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes on after a restore as it would have gone on', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.array(act, { minLength: 1, maxLength: 4 }), (before, after) => {
        const requests = new Requests();
        const chat = new Conversation(requests.ask);
        for (const each of before) {
          if ('act' in each) each.act(chat);
          else requests.play(each.answering);
        }
        chat.clearQueue();
        chat.stop();
        const others = new Requests();
        const again = Conversation.restore(JSON.parse(JSON.stringify(chat.snapshot())), others.ask);
        const from = requests.sent.length;
        for (const each of after) {
          each(chat);
          each(again);
        }
        expect(JSON.stringify(others.sent)).to.equal(JSON.stringify(requests.sent.slice(from)));
        expect(JSON.stringify(again.state.history)).to.equal(JSON.stringify(chat.state.history));
      }),
      { numRuns: 500 },
    );
  });
});
