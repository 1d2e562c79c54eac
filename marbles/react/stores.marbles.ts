import { expect } from 'chai';
import { NEVER, Subject } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { answerStore } from '../../lib/react/answerStore.js';
import { conversationStore } from '../../lib/react/conversationStore.js';
import { marbles } from '../../spec/support/marbles.js';
import { events } from '../../spec/support/virtualClient.js';

describe('the stores of codex-rx/react', () => {
  it(
    'answerStore requests once for two subscribers, and leaves with the last of them',
    marbles(({ cold, expectSubscriptions }) => {
      const answer = cold<AnswerEvent>('--t------', events);
      const subs = '                    ^----!   ';
      const store = answerStore(answer, {});
      const leave = [store.subscribe(() => undefined), store.subscribe(() => undefined)];
      cold('                            ---l-m   ').subscribe({
        next: () => leave.shift()?.(),
        error: (error: unknown) => expect.fail(String(error)),
      });
      expectSubscriptions(answer.subscriptions).toBe(subs);
    }),
  );

  it(
    'answerStore requests nothing again once the answer is over',
    marbles(({ cold, flush, expectSubscriptions }) => {
      const answer = cold<AnswerEvent>('--t(x|)', events);
      const subs = '                    ^--!   ';
      const store = answerStore(answer, {});
      const leave = store.subscribe(() => undefined);
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      leave();
      store.subscribe(() => undefined)();
      flush();
      expect(store.read().status).to.equal('completed');
    }),
  );

  it(
    'conversationStore notifies a subscriber until it leaves, and not after',
    marbles(({ cold, expectObservable }) => {
      const conversation = new Conversation(() => NEVER);
      const store = conversationStore(conversation, false, {});
      const notified = new Subject<string>();
      const leave = store.subscribe(() => notified.next('n'));
      const act: Readonly<Record<string, () => void>> = {
        s: () => {
          conversation.send('Hi');
          conversation.stop();
        },
        l: leave,
      };
      cold('                      --s 37ms l--s 99ms -').subscribe({
        next: (action) => act[action]?.(),
        error: (error: unknown) => expect.fail(String(error)),
      });
      expectObservable(notified).toBe('----------------n');
    }),
  );
});
