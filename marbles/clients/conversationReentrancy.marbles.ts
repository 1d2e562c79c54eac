import { expect } from 'chai';
import { Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { Conversation } from '../../lib/clients/Conversation.js';
import type { ConversationState } from '../../lib/clients/conversation/ConversationState.js';
import type { AnswerEvent } from '../../lib/answer/AnswerEvent.js';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { ResponseItem } from '../../lib/protocol/ResponseItem.js';
import { userMessage } from '../../lib/protocol/messages/userMessage.js';
import { marbles } from '../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'cut off' });
const events: Readonly<Record<string, AnswerEvent>> = {
  t: { type: 'output_text_delta', delta: 't' },
  u: { type: 'output_text_delta', delta: 'u' },
  x: { type: 'completed', response_id: 'resp_1', token_usage: null, status: 'completed' },
};

const textOf = (item: ResponseItem): string =>
  item.type === 'message' ? item.content.map((part) => ('text' in part ? part.text : '')).join('') : item.type;
const textsOf = (items: readonly ResponseItem[]): string => items.map(textOf).join(',');

/** A state in short: the texts of the history, the queue, whether an answer is being received, and its text. */
const inShort = ({ history, queued, answer, busy }: ConversationState): string =>
  `${textsOf(history)} +${queued.map(textsOf).join('+')} ${busy ? 'busy' : 'idle'} ${answer?.status ?? ''} ${answer?.text ?? ''}`;

/** What a subscriber does in the middle of a state. */
const METHODS = {
  send: (chat) => chat.send('b'),
  queue: (chat) => chat.queue('b'),
  clearQueue: (chat) => chat.clearQueue(),
  stop: (chat) => chat.stop(),
  retry: (chat) => chat.retry(),
  edit: (chat) => chat.edit(0, 'b'),
  fork: (chat) => void chat.fork(),
  replaceHistory: (chat) => chat.replaceHistory([userMessage('h')]),
  snapshot: (chat) => void chat.snapshot(),
  close: (chat) => chat.close(),
} as const satisfies Readonly<Record<string, (chat: Conversation) => void>>;
type Method = keyof typeof METHODS;

/** A state in which a subscriber acts, with the answer that leads to it. */
const PHASES = {
  empty: { answer: '-t-(x|)', isNow: ({ history, busy }) => history.length === 0 && !busy },
  sent: { answer: '-t-(x|)', isNow: ({ answer }) => answer?.status === 'waiting' },
  streaming: { answer: '-t-(x|)', isNow: ({ answer }) => answer?.status === 'streaming' },
  completed: { answer: '-t-(x|)', isNow: ({ answer, busy }) => answer?.status === 'completed' && busy },
  done: { answer: '-t-(x|)', isNow: ({ answer, busy }) => answer?.status === 'completed' && !busy },
  failed: { answer: '-t-#', isNow: ({ answer }) => answer?.status === 'failed' },
} as const satisfies Readonly<
  Record<string, { readonly answer: string; readonly isNow: (state: ConversationState) => boolean }>
>;
type Phase = keyof typeof PHASES;

const methods = [
  'send',
  'queue',
  'clearQueue',
  'stop',
  'retry',
  'edit',
  'fork',
  'replaceHistory',
  'snapshot',
  'close',
] as const satisfies readonly Method[];
const phases = ['empty', 'sent', 'streaming', 'completed', 'done', 'failed'] as const satisfies readonly Phase[];

/**
 * Plays a conversation in which subscribers call methods, each once, at the first state of a phase. Two more subscribers
 * watch: one before them, one behind.
 */
const play = ({ cold }: RunHelpers, phase: Phase, methods: readonly Method[]) => {
  const { answer, isNow } = PHASES[phase];
  const lanes = [cold<AnswerEvent>(answer, events, lost), ...'1234'.split('').map(() => cold('-u(x|)', events))];
  const sent: string[] = [];
  const seen: [string[], string[]] = [[], []];
  let open = 0;
  let mostOpen = 0;
  const chat = new Conversation((input) => {
    const lane = lanes[sent.push(textsOf(input)) - 1];
    return new Observable((subscriber) => {
      mostOpen = Math.max(mostOpen, ++open);
      subscriber.add(() => open--);
      return lane?.subscribe(subscriber);
    });
  });
  const watch = (next: (state: ConversationState) => void) =>
    chat.state$.subscribe({ next, error: (error: unknown) => expect.fail(String(error)) });
  watch((state) => seen[0].push(inShort(state)));
  for (const method of methods) {
    let hasActed = false;
    watch((state) => {
      if (hasActed || !isNow(state)) return;
      hasActed = true;
      METHODS[method](chat);
    });
  }
  const missed = seen[0].length - 1;
  watch((state) => seen[1].push(inShort(state)));
  if (phase !== 'empty') chat.send('a');
  return { chat, lanes, sent, orders: () => [seen[0].slice(missed), seen[1]], mostOpen: () => mostOpen };
};

/** What each request sent, the history at the end, and the subscriptions of the answers. */
type Row = readonly [Phase, Method, sent: readonly string[], history: string, subs: readonly string[]];

const ROWS: readonly Row[] = [
  ['empty', 'send', ['b'], 'b,t', ['^--!']],
  ['empty', 'queue', ['b'], 'b,t', ['^--!']],
  ['empty', 'clearQueue', [], '', []],
  ['empty', 'stop', [], '', []],
  ['empty', 'retry', [], '', []],
  ['empty', 'edit', [], '', []],
  ['empty', 'fork', [], '', []],
  ['empty', 'replaceHistory', [], 'h', []],
  ['empty', 'snapshot', [], '', []],
  ['empty', 'close', [], '', []],
  ['sent', 'send', ['a,b'], 'a,b,t', ['^--!']],
  ['sent', 'queue', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['sent', 'clearQueue', ['a'], 'a,t', ['^--!']],
  ['sent', 'stop', [], 'a', []],
  ['sent', 'retry', ['a'], 'a,t', ['^--!']],
  ['sent', 'edit', ['b'], 'b,t', ['^--!']],
  ['sent', 'fork', ['a'], 'a,t', ['^--!']],
  ['sent', 'replaceHistory', ['a'], 'h,t', ['^--!']],
  ['sent', 'snapshot', ['a'], 'a,t', ['^--!']],
  ['sent', 'close', [], 'a', []],
  ['streaming', 'send', ['a', 'a,t,b'], 'a,t,b,u', ['^!', '-^-!']],
  ['streaming', 'queue', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['streaming', 'clearQueue', ['a'], 'a,t', ['^--!']],
  ['streaming', 'stop', ['a'], 'a,t', ['^!']],
  ['streaming', 'retry', ['a', 'a'], 'a,u', ['^!', '-^-!']],
  ['streaming', 'edit', ['a', 'b'], 'b,u', ['^!', '-^-!']],
  ['streaming', 'fork', ['a'], 'a,t', ['^--!']],
  ['streaming', 'replaceHistory', ['a'], 'h,t', ['^--!']],
  ['streaming', 'snapshot', ['a'], 'a,t', ['^--!']],
  ['streaming', 'close', ['a'], 'a,t', ['^!']],
  ['completed', 'send', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['completed', 'queue', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['completed', 'clearQueue', ['a'], 'a,t', ['^--!']],
  ['completed', 'stop', ['a'], 'a,t', ['^--!']],
  ['completed', 'retry', ['a', 'a'], 'a,u', ['^--!', '---^-!']],
  ['completed', 'edit', ['a', 'b'], 'b,u', ['^--!', '---^-!']],
  ['completed', 'fork', ['a'], 'a,t', ['^--!']],
  ['completed', 'replaceHistory', ['a'], 'h,t', ['^--!']],
  ['completed', 'snapshot', ['a'], 'a,t', ['^--!']],
  ['completed', 'close', ['a'], 'a,t', ['^--!']],
  ['done', 'send', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['done', 'queue', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['done', 'clearQueue', ['a'], 'a,t', ['^--!']],
  ['done', 'stop', ['a'], 'a,t', ['^--!']],
  ['done', 'retry', ['a', 'a'], 'a,u', ['^--!', '---^-!']],
  ['done', 'edit', ['a', 'b'], 'b,u', ['^--!', '---^-!']],
  ['done', 'fork', ['a'], 'a,t', ['^--!']],
  ['done', 'replaceHistory', ['a'], 'h', ['^--!']],
  ['done', 'snapshot', ['a'], 'a,t', ['^--!']],
  ['done', 'close', ['a'], 'a,t', ['^--!']],
  ['failed', 'send', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['failed', 'queue', ['a', 'a,t,b'], 'a,t,b,u', ['^--!', '---^-!']],
  ['failed', 'clearQueue', ['a'], 'a,t', ['^--!']],
  ['failed', 'stop', ['a'], 'a,t', ['^--!']],
  ['failed', 'retry', ['a', 'a'], 'a,u', ['^--!', '---^-!']],
  ['failed', 'edit', ['a', 'b'], 'b,u', ['^--!', '---^-!']],
  ['failed', 'fork', ['a'], 'a,t', ['^--!']],
  ['failed', 'replaceHistory', ['a'], 'h', ['^--!']],
  ['failed', 'snapshot', ['a'], 'a,t', ['^--!']],
  ['failed', 'close', ['a'], 'a,t', ['^--!']],
];

describe('Conversation, called by a subscriber', () => {
  for (const [phase, method, sent, history, subs] of ROWS)
    it(
      `U1 ${method} while ${phase}`,
      marbles((helpers) => {
        const { chat, lanes, ...played } = play(helpers, phase, [method]);
        lanes.forEach((lane, index) => helpers.expectSubscriptions(lane.subscriptions).toBe(subs[index] ?? []));
        helpers.flush();
        expect(played.sent).to.deep.equal(sent);
        expect(textsOf(chat.state.history)).to.equal(history);
      }),
    );

  it('has a row for each method in each phase', () => {
    expect(ROWS.map(([phase, method]) => `${phase} ${method}`)).to.deep.equal(
      phases.flatMap((phase) => methods.map((method) => `${phase} ${method}`)),
    );
  });

  for (const phase of phases)
    it(`U1 has one request at a time, and one order of the states for all, whichever two methods are called while ${phase}`, () => {
      for (const first of methods)
        for (const second of methods)
          marbles((helpers) => {
            const { orders, mostOpen } = play(helpers, phase, [first, second]);
            helpers.flush();
            const [before = [], behind = []] = orders();
            const what = `${first}, ${second}`;
            // Behind `close`, nothing is emitted: a subscriber that comes later has no state.
            expect(behind, what).to.deep.equal(behind.length === 0 ? [] : before);
            expect(mostOpen(), what).to.be.at.most(1);
          })();
    });
});
