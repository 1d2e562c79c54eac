import { expect } from 'chai';
import { ignoreElements, map, take, tap, type Observable } from 'rxjs';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ConversationState } from '../../lib/clients/conversation/ConversationState.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { marbles } from '../../spec/support/marbles.js';

const partial = (text: string): ResponseItem => ({
  type: 'message',
  role: 'assistant',
  status: 'incomplete',
  content: [{ type: 'output_text', text }],
});
const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'cut off' });
const events: Readonly<Record<string, AnswerEvent>> = {
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
};
const textOf = (item: ResponseItem): string =>
  item.type === 'message' ? item.content.map((part) => ('text' in part ? part.text : '')).join('') : item.type;

/** A state in short: the texts of the history, the queue, and the answer. */
const inShort = ({ history, queued, answer, busy }: ConversationState): string =>
  [history.map(textOf).join(','), ...queued.flat().map((item) => `+${textOf(item)}`), busy ? '…' : '.', answer?.text]
    .join(' ')
    .trim();

type Act = (chat: Conversation) => void;

/** A row: answers to the requests, what is called when, and what must come of it. */
interface Row {
  readonly name: string;
  readonly answers: readonly string[];
  readonly calls: string;
  readonly acts: Readonly<Record<string, Act>>;
  /** The subscriptions of each answer. */
  readonly subs: readonly string[];
  /** The input of each request. */
  readonly sent: readonly string[];
  /** The history at the end. */
  readonly history: string;
}

const send: Act = (chat) => chat.send('a');
const stop: Act = (chat) => chat.stop();
const retry: Act = (chat) => chat.retry();

const rows: readonly Row[] = [
  {
    name: 'U2 keeps what was shown before a stop, for the model as well',
    answers: ['-t----', '-(x|)'],
    calls: '    s--x-s',
    acts: { s: send, x: stop },
    subs: ['    ^--!', '-----^!'],
    sent: ['a', 'a,t,a'],
    history: 'a,t,a',
  },
  {
    name: 'U2 keeps what was shown before a failure',
    answers: ['-t-#', '-(x|)'],
    calls: '    s----s',
    acts: { s: send },
    subs: ['    ^--!', '-----^!'],
    sent: ['a', 'a,t,a'],
    history: 'a,t,a',
  },
  {
    name: 'U2 sends nothing of the assistant where a stop came before its first word',
    answers: ['------', '-(x|)'],
    calls: '    s--x-s',
    acts: { s: send, x: stop },
    subs: ['    ^--!', '-----^!'],
    sent: ['a', 'a,a'],
    history: 'a,a',
  },
  {
    name: 'stops one answer and sends, with an interrupting send',
    answers: ['-t----', '-u(x|)'],
    calls: '    s--s',
    acts: { s: send },
    subs: ['    ^--!', '---^-!'],
    sent: ['a', 'a,t,a'],
    history: 'a,t,a,u',
  },
  {
    name: 'sends what is queued when the answer has ended, one input for each end',
    answers: ['-t-(x|)', '-u(x|)', '-(x|)'],
    calls: '    sqr',
    acts: { s: send, q: (chat) => chat.queue('b'), r: (chat) => chat.queue('c') },
    subs: ['    ^--!', '---^-!', '-----^!'],
    sent: ['a', 'a,t,b', 'a,t,b,u,c'],
    history: 'a,t,b,u,c',
  },
  {
    name: 'sends what is queued after a stop',
    answers: ['-t-----', '-(x|)'],
    calls: '    sq-x',
    acts: { s: send, q: (chat) => chat.queue('b'), x: stop },
    subs: ['    ^--!', '---^!'],
    sent: ['a', 'a,t,b'],
    history: 'a,t,b',
  },
  {
    name: 'sends what is queued after a failure',
    answers: ['-t-#', '-(x|)'],
    calls: '    sq',
    acts: { s: send, q: (chat) => chat.queue('b') },
    subs: ['    ^--!', '---^!'],
    sent: ['a', 'a,t,b'],
    history: 'a,t,b',
  },
  {
    name: 'sends at once what is queued while idle',
    answers: ['-(x|)'],
    calls: '    -q',
    acts: { q: (chat) => chat.queue('b') },
    subs: ['    -^!'],
    sent: ['b'],
    history: 'b',
  },
  {
    name: 'sends nothing of a queue that was cleared',
    answers: ['-t-(x|)'],
    calls: '    sqc',
    acts: { s: send, q: (chat) => chat.queue('b'), c: (chat) => chat.clearQueue() },
    subs: ['    ^--!'],
    sent: ['a'],
    history: 'a,t',
  },
  {
    name: 'U3 requests another answer with retry, without the answer before',
    answers: ['-t(x|)', '-u(x|)'],
    calls: '    s---r',
    acts: { s: send, r: retry },
    subs: ['    ^-!', '----^-!'],
    sent: ['a', 'a'],
    history: 'a,u',
  },
  {
    name: 'U3 cancels the answer that retry replaces',
    answers: ['-t----', '-u(x|)'],
    calls: '    s--r',
    acts: { s: send, r: retry },
    subs: ['    ^--!', '---^-!'],
    sent: ['a', 'a'],
    history: 'a,u',
  },
  {
    name: 'has nothing to retry before anything was sent',
    answers: [],
    calls: '    r',
    acts: { r: retry },
    subs: [],
    sent: [],
    history: '',
  },
  {
    name: 'U3 replaces a message with edit, and all that came after it',
    answers: ['-t(x|)', '-u(x|)', '-(x|)'],
    calls: '    s---s---e',
    acts: { s: send, e: (chat) => chat.edit(0, 'b') },
    subs: ['    ^-!', '----^-!', '--------^!'],
    sent: ['a', 'a,t,a', 'b'],
    history: 'b',
  },
  {
    name: 'U3 keeps what came before the message that edit replaces',
    answers: ['-t(x|)', '-u(x|)', '-(x|)'],
    calls: '    s---s---e',
    acts: { s: send, e: (chat) => chat.edit(2, 'b') },
    subs: ['    ^-!', '----^-!', '--------^!'],
    sent: ['a', 'a,t,a', 'a,t,b'],
    history: 'a,t,b',
  },
  {
    name: 'U3 leaves a message of the assistant as it is',
    answers: ['-t(x|)'],
    calls: '    s---e',
    acts: { s: send, e: (chat) => chat.edit(1, 'b') },
    subs: ['    ^-!'],
    sent: ['a'],
    history: 'a,t',
  },
  {
    name: 'has nothing to edit where no message is',
    answers: ['-t(x|)'],
    calls: '    s---ef',
    acts: { s: send, e: (chat) => chat.edit(99, 'b'), f: (chat) => chat.edit(-1, 'b') },
    subs: ['    ^-!'],
    sent: ['a'],
    history: 'a,t',
  },
  {
    name: 'U3 adds the current answer to a history that was replaced',
    answers: ['-t-(x|)', '-(x|)'],
    calls: '    s-h--s',
    acts: { s: send, h: (chat) => chat.replaceHistory([userMessage('short')]) },
    subs: ['    ^--!', '-----^!'],
    sent: ['a', 'short,t,a'],
    history: 'short,t,a',
  },
  {
    name: 'does nothing after it was closed',
    answers: ['-t----'],
    calls: '    s-c-a',
    acts: {
      s: send,
      c: (chat) => chat.close(),
      a: (chat) => {
        chat.send('b');
        chat.queue('b');
        chat.retry();
        chat.edit(0, 'b');
        chat.replaceHistory([]);
        chat.stop();
      },
    },
    subs: ['    ^-!'],
    sent: ['a'],
    history: 'a,t',
  },
];

/** Subscribes; an error fails the test. */
const watch = <T>(source: Observable<T>, next: (value: T) => void) =>
  source.subscribe({ next, error: (error: unknown) => expect.fail(String(error)) });

describe('Conversation, method by method', () => {
  for (const { name, answers, calls, acts, subs, sent, history } of rows)
    it(
      name,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const lanes = answers.map((answer) => cold<AnswerEvent>(answer, events, lost));
        const inputs: string[] = [];
        const chat = new Conversation((input) => lanes[inputs.push(input.map(textOf).join(',')) - 1] ?? []);
        const called = cold(calls, acts).pipe(
          tap((act) => act(chat)),
          ignoreElements(),
        );
        expectObservable(called).toBe('');
        lanes.forEach((lane, index) => expectSubscriptions(lane.subscriptions).toBe(subs[index] ?? ''));
        flush();
        expect(inputs).to.deep.equal(sent);
        expect(chat.state.history.map(textOf).join(',')).to.equal(history);
      }),
    );

  it(
    'keeps what came of a stopped answer with the status incomplete',
    marbles(({ cold, expectSubscriptions, flush }) => {
      const answer = cold<AnswerEvent>('-t-u-', events);
      const subs = '                    ^---!';
      const chat = new Conversation(() => answer);
      chat.send('a');
      watch(cold('----x'), () => chat.stop());
      expectSubscriptions(answer.subscriptions).toBe(subs);
      flush();
      expect(chat.state.history).to.deep.equal([userMessage('a'), partial('tu')]);
    }),
  );
});

describe('Conversation, called by its own subscribers', () => {
  it(
    'U1 shows all subscribers the states in one order, whoever calls what meanwhile, with one request at a time',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const first = cold<AnswerEvent>(' -t-(x|)', events);
      const second = cold<AnswerEvent>('   -u(x|)', events);
      const firstSubs = '              ^--!';
      const secondSubs = '             ---^-!';
      const expected = '               at-(bcd)';
      const answers = [first, second];
      const chat = new Conversation(() => answers.shift() ?? []);
      const waiting = ['b'];
      watch(chat.state$, ({ history, busy }) => {
        const next = busy || history.length === 0 ? undefined : waiting.shift();
        if (next !== undefined) chat.send(next);
      });
      chat.send('a');
      const later: string[] = [];
      watch(chat.state$.pipe(map(inShort)), (state) => later.push(state));
      const firstFive = chat.state$.pipe(map(inShort), take(5));
      expectObservable(firstFive).toBe(expected.replace('d)', 'd|)'), {
        a: 'a …',
        t: 'a … t',
        b: 'a … t',
        c: 'a,t . t',
        d: 'a,t,b …',
      });
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
      flush();
      expect(later).to.deep.equal([
        'a …',
        'a … t',
        'a … t',
        'a,t . t',
        'a,t,b …',
        'a,t,b … u',
        'a,t,b … u',
        'a,t,b,u . u',
      ]);
    }),
  );

  for (const [name, act, sent] of [
    ['send', (chat: Conversation) => chat.send('b'), ['a', 'a,t,b']],
    ['retry', retry, ['a', 'a']],
    ['stop', stop, ['a']],
    ['edit', (chat: Conversation) => chat.edit(0, 'b'), ['a', 'b']],
    ['close', (chat: Conversation) => chat.close(), ['a']],
  ] as const)
    it(
      `U1 takes ${name} from a subscriber in the middle of an answer`,
      marbles(({ cold, expectSubscriptions, flush }) => {
        const first = cold<AnswerEvent>('-t---', events);
        const subs = '                   ^!';
        const inputs: string[] = [];
        const chat = new Conversation((input) =>
          inputs.push(input.map(textOf).join(',')) === 1 ? first : cold<AnswerEvent>('-(x|)', events),
        );
        let isDone = false;
        watch(chat.state$, ({ answer }) => {
          if (isDone || answer?.text !== 't') return;
          isDone = true;
          act(chat);
        });
        chat.send('a');
        expectSubscriptions(first.subscriptions).toBe(subs);
        flush();
        expect(inputs).to.deep.equal(sent);
      }),
    );

  it('sends no request that a subscriber stops before it is sent', () => {
    let requests = 0;
    const chat = new Conversation(() => {
      requests++;
      return [];
    });
    watch(chat.state$, ({ busy }) => {
      if (busy) chat.stop();
    });
    chat.send('a');
    expect(requests).to.equal(0);
    expect(chat.state.answer?.status).to.equal('stopped');
  });
});
