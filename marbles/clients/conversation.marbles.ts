import { expect } from 'chai';
import { ignoreElements, map, of, tap, throwError, type Observable } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ConversationState } from '../../lib/clients/conversation/ConversationState.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { marbles } from '../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });
const message = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
const partial = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  status: 'incomplete',
  content: [{ type: 'output_text', text }],
});
const events = {
  t: { type: 'output_text_delta', delta: 't' },
  T: { type: 'output_item_done', item: message('t') },
  u: { type: 'output_text_delta', delta: 'u' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
} as const;

/** A state in short: how much was said, how the answer stands, and what it says. */
const shown = map(({ history, answer, busy }: ConversationState) =>
  [history.length, busy ? 'busy' : 'idle', answer?.status, answer?.text].join(' '),
);
/** Does something whenever `source` emits. */
const doing = (source: Observable<string>, act: () => void) => source.pipe(tap(act), ignoreElements());

const states = {
  e: '0 idle  ',
  w: '1 busy waiting ',
  t: '1 busy streaming t',
  x: '1 busy completed t',
  X: '2 idle completed t',
  S: '2 idle stopped t',
  F: '2 idle failed t',
};

/** Answers the nth request with the nth stream, and keeps what was asked. */
const asking = (...answers: readonly Observable<AnswerEvent>[]) => {
  const inputs: (readonly ResponseItem[])[] = [];
  const chat = new Conversation((input) => answers[inputs.push(input) - 1] ?? []);
  return { chat, inputs };
};

describe('Conversation', () => {
  it(
    'sends a request when something is sent, shows what arrives, and keeps it',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold<AnswerEvent>('-t---(x|)', events);
      const say = cold('              --a');
      const subs = '                  --^----!';
      const expected = '              e-wt---(xX)';
      const { chat, inputs } = asking(answer);
      expectObservable(doing(say, () => chat.send('hi'))).toBe('');
      expectObservable(chat.state$.pipe(shown)).toBe(expected, states);
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      expect(inputs).to.deep.equal([[userMessage('hi')]]);
      expect(chat.state.history).to.deep.equal([userMessage('hi'), message('t')]);
    }),
  );

  it(
    'sends the whole history',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold<AnswerEvent>(' -t-(x|)', events);
      const second = cold<AnswerEvent>('-u-(x|)', events);
      const say = cold('               a----a');
      const subs = '                   -----^--!';
      const { chat, inputs } = asking(first, second);
      expectObservable(doing(say, () => chat.send('hi'))).toBe('');
      expectSubscriptions(second.subscriptions).toBe(subs);
      flush();
      expect(inputs[1]).to.deep.equal([userMessage('hi'), message('t'), userMessage('hi')]);
      expect(chat.state.history).to.deep.equal([...(inputs[1] ?? []), message('u')]);
    }),
  );

  it(
    'stops the answer: unsubscribes from its stream, and keeps what was shown',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold<AnswerEvent>('-t------', events);
      const stop = cold('              ---x    ');
      const subs = '                   ^--!    ';
      const expected = '               wt-S    ';
      const { chat } = asking(answer);
      chat.send('hi');
      expectObservable(doing(stop, () => chat.stop())).toBe('');
      expectObservable(chat.state$.pipe(shown)).toBe(expected, states);
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      expect(chat.state.history).to.deep.equal([userMessage('hi'), partial('t')]);
    }),
  );

  it(
    'keeps an item that came whole before the answer was cancelled',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold<AnswerEvent>('-T-u----', events);
      const stop = cold('              ----x   ');
      const subs = '                   ^---!   ';
      const { chat } = asking(answer);
      chat.send('hi');
      expectObservable(doing(stop, () => chat.stop())).toBe('');
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      expect(chat.state.history).to.deep.equal([userMessage('hi'), message('t'), partial('u')]);
      expect(chat.state.answer).to.include({ status: 'stopped', text: 't\n\nu' });
    }),
  );

  it(
    'cancels one answer when the next question is sent',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold<AnswerEvent>(' -t------', events);
      const second = cold<AnswerEvent>('   -(x|)', events);
      const say = cold('               a--a');
      const firstSubs = '              ^--!';
      const secondSubs = '             ---^!';
      const { chat, inputs } = asking(first, second);
      expectObservable(doing(say, () => chat.send('hi'))).toBe('');
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      flush();
      expect(inputs[1]).to.deep.equal([userMessage('hi'), partial('t'), userMessage('hi')]);
    }),
  );

  it(
    'goes on after an error, which it shows',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<AnswerEvent>('-t-#', events, lost);
      const subs = '                   ^--!';
      const expected = '               wt-F   ';
      const { chat } = asking(answer);
      chat.send('hi');
      expectObservable(chat.state$.pipe(shown)).toBe(expected, states);
      expectSubscriptions(answer.subscriptions).toBe(subs);
    }),
  );

  it(
    'ends with its state when it is closed, and asks nothing more',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold<AnswerEvent>('-t------', events);
      const stop = cold('              ---x-x  ');
      const subs = '                   ^--!    ';
      const expected = '               wt-(S|)';
      const { chat, inputs } = asking(answer);
      chat.send('hi');
      const closeAndSend = () => {
        chat.close();
        chat.send('again');
      };
      expectObservable(doing(stop, closeAndSend)).toBe('');
      expectObservable(chat.state$.pipe(shown)).toBe(expected, states);
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      expect(inputs).to.have.length(1);
    }),
  );

  it('begins with the given history, and sends nothing by itself', () => {
    const history = [userMessage('a'), message('b')];
    const chat = new Conversation(() => throwError(() => new Error('must not be asked')), { history });
    expect(chat.state).to.deep.equal({ history, answer: undefined, busy: false, queued: [] });
  });

  it('emits the history only when it changes, and takes items in place of a text', () => {
    const chat = new Conversation(() => of<AnswerEvent[]>(events.t, events.u, events.x));
    const told: number[] = [];
    chat.history$.subscribe({
      next: (history) => told.push(history.length),
      error: (error: unknown) => told.push(Number(error)),
    });
    chat.send([userMessage('a'), userMessage('b')]);
    expect(told).to.deep.equal([0, 2, 3]);
  });

  it('shows what `ask` throws', () => {
    const chat = new Conversation(() => {
      throw new TypeError('oops');
    });
    chat.send('hi');
    expect(chat.state.answer?.error).to.include({ type: 'stream', detail: 'oops' });
  });
});
