import { expect } from 'chai';
import { map, Subject, type Observable } from 'rxjs';
import { WAITING } from '../../../lib/answer/answerFold.js';
import type { AnswerEvent } from '../../../lib/answer/AnswerEvent.js';
import { Conversation } from '../../../lib/clients/Conversation.js';
import { compactHistory, type CompactableState } from '../../../lib/operators/answer/compactHistory.js';
import { compactInline } from '../../../lib/operators/answer/compactInline.js';
import type { ResponseItem } from '../../../lib/protocol/ResponseItem.js';
import { systemMessage } from '../../../lib/protocol/messages/systemMessage.js';
import { userMessage } from '../../../lib/protocol/messages/userMessage.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const [one, two, three] = ['one', 'two', 'three'].map((text) => [userMessage(text)]);
const call: ResponseItem = { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' };
const answer = () => ({ ...WAITING, status: 'completed' as const });
const [first, second] = [answer(), answer()];
const stateOf = (more: Partial<CompactableState>): CompactableState => ({
  history: one ?? [],
  answer: first,
  busy: false,
  ...more,
});
const compacted: readonly ResponseItem[] = [{ type: 'compaction', encrypted_content: 'e' }];
const states = {
  e: stateOf({ answer: undefined }),
  a: stateOf({ busy: true }),
  A: stateOf({}),
  x: stateOf({ history: compacted }),
  b: stateOf({ history: two ?? [], busy: true }),
  B: stateOf({ history: two ?? [], answer: second }),
  c: stateOf({ history: three ?? [], busy: true }),
  p: stateOf({ history: [call] }),
};
const always = () => true;
const values = { x: compacted };

describe('compactHistory', () => {
  it(
    'compacts once after an answer, not while one is received, and not before the first one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('e-a-A----x---', states);
      const compact = cold('                 ---(x|)', values);
      const subs = '                     ----^--!';
      const expected = '                 -------x-----';
      expectObservable(source.pipe(compactHistory({ when: always, compact: () => compact }))).toBe(expected, values);
      expectSubscriptions(compact.subscriptions).toBe(subs);
    }),
  );

  it(
    'goes on with a compaction while the history stays as it is, whatever else changes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('A-A-A--x-', { ...states });
      const again = source.pipe(map((state) => ({ ...state })));
      const compact = cold('                 ------(x|)', values);
      const subs = '                     ^-----!';
      const expected = '                 ------x--';
      expectObservable(again.pipe(compactHistory({ when: always, compact: () => compact }))).toBe(expected, values);
      expectSubscriptions(compact.subscriptions).toBe(subs);
    }),
  );

  it(
    'takes the first history, and leaves a compaction that would go on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('A----|', states);
      const compact = cold('                 --x-x', values);
      const subs = '                     ^-!';
      const expected = '                 --x--|';
      expectObservable(source.pipe(compactHistory({ when: always, compact: () => compact }))).toBe(expected, values);
      expectSubscriptions(compact.subscriptions).toBe(subs);
    }),
  );

  it(
    'cancels when the user goes on, and compacts after the next answer',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('A-b-B------', states);
      const slow = cold('                    ----x', values);
      const subs = ['                    ^-!', '----^---!'];
      const expected = '                 --------x--';
      expectObservable(source.pipe(compactHistory({ when: always, compact: () => slow }))).toBe(expected, values);
      expectSubscriptions(slow.subscriptions).toBe(subs);
    }),
  );

  it(
    'compacts nothing where it need not, or while a call waits for its output',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('a-A-b-B-p', states);
      const compact = cold('                 x', values);
      const never = source.pipe(
        compactHistory({ when: ({ history }) => history.includes(call), compact: () => compact }),
      );
      expectObservable(never).toBe('-');
      expectSubscriptions(compact.subscriptions).toBe([]);
    }),
  );

  it(
    'fails with the error of a compaction, and unsubscribes when the consumer does',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold<CompactableState>('A------', states);
      const failing = cold<readonly ResponseItem[]>('                 --#', undefined, new Error('oops'));
      const open = cold<readonly ResponseItem[]>('                    -------');
      const subs = '                     ^-!';
      const unsub = '                    ^---!';
      const error = errorLike({ type: 'stream', reason: 'exception', detail: 'oops' });
      expectObservable(source.pipe(compactHistory({ when: always, compact: () => failing }))).toBe('--#', {}, error);
      expectObservable(source.pipe(compactHistory({ when: always, compact: () => open })), unsub).toBe('-');
      expectSubscriptions(source.subscriptions).toBe([subs, unsub]);
      expectSubscriptions(open.subscriptions).toBe(unsub);
    }),
  );

  it('replaces the history of a conversation, which goes on with it', () => {
    const sent: (readonly ResponseItem[])[] = [];
    const answers: Subject<AnswerEvent>[] = [];
    const chat = new Conversation((input): Observable<AnswerEvent> => {
      sent.push(input);
      const events = new Subject<AnswerEvent>();
      answers.push(events);
      return events;
    });
    chat.state$
      .pipe(compactHistory({ when: ({ history }) => history.length > 0, compact: () => [compacted] }))
      .subscribe({
        next: (items) => chat.replaceHistory(items),
        error: (error: unknown) => expect.fail(String(error)),
      });
    chat.send('one');
    expect(chat.state.history).to.deep.equal(one);
    answers[0]?.complete();
    expect(chat.state.history).to.deep.equal(compacted);
    chat.send('two');
    expect(sent).to.deep.equal([one, [...compacted, ...(two ?? [])]]);
  });
});

describe('compactInline', () => {
  const item: ResponseItem = { type: 'other', raw: { type: 'context_compaction', encrypted_content: 'e' } };
  const done = (given: ResponseItem): AnswerEvent => ({ type: 'output_item_done', item: given });
  const completed = { type: 'completed', response_id: 'r', token_usage: null, status: 'completed' } as const;
  const events: Readonly<Record<string, AnswerEvent>> = {
    i: done(item),
    m: done(userMessage('a text')),
    r: { type: 'reset', attempt: 1, max: 2, delay: 0, error: { type: 'quota_exceeded', message: 'x' } },
    C: completed,
  };
  const history = [systemMessage('Be brief.'), ...(one ?? []), ...(two ?? [])];

  it(
    'sends the history with the trigger, and emits the compaction behind the system messages',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const asked: (readonly ResponseItem[])[] = [];
      const source = cold<AnswerEvent>('-i-rm-i-(C|)', events);
      const subs = '                    ^-------!';
      const expected = '                --------(x|)';
      const compact = compactInline((input) => {
        asked.push(input);
        return source;
      });
      const compacting = compact(history);
      expect(asked).to.deep.equal([]);
      expectObservable(compacting).toBe(expected, { x: [systemMessage('Be brief.'), item] });
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(asked).to.deep.equal([[...history, { type: 'other', raw: { type: 'compaction_trigger' } }]]);
    }),
  );

  it(
    'fails if the answer has no compaction, and with the error of the request',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const without = cold<AnswerEvent>('-m-(C|)', events);
      const failing = cold<AnswerEvent>('-i-#', events, new Error('oops'));
      const subs = '                     ^--!';
      expectObservable(compactInline(() => without)(history)).toBe('---#', {}, errorLike({ reason: 'no_value' }));
      expectObservable(compactInline(() => failing)(history)).toBe('---#', {}, errorLike({ reason: 'exception' }));
      expectSubscriptions(without.subscriptions).toBe(subs);
      expectSubscriptions(failing.subscriptions).toBe(subs);
    }),
  );
});
