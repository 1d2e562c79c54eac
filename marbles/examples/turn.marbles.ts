import { expect } from 'chai';
import { BehaviorSubject, Observable } from 'rxjs';
import type { AnswerEvent, PendingTools } from 'codex-rx';
import { RelayStream, type RelayCursor, type RelayStreamOptions } from 'codex-rx/relay';
import type { ChatRequest } from '../../examples/chat/ChatRequest.js';
import { turn, type Decision } from '../../examples/chat/page/turn.js';
import { marbles } from '../../spec/support/marbles.js';

const call = (id: string) =>
  ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' }) satisfies PendingTools['calls'][number];
const pending: PendingTools = {
  step: 1,
  input: [],
  calls: [call('call_1'), call('call_2'), call('call_3')],
  outputs: [{ type: 'function_call_output', call_id: 'call_1', output: 'done' }],
};
const events: Readonly<Record<string, AnswerEvent>> = {
  a: { type: 'output_text_delta', delta: 'a' },
  b: { type: 'output_text_delta', delta: 'b' },
  P: { type: 'tools_suspended', pending },
};
const decisions: Readonly<Record<string, Decision>> = {
  1: { callId: 'call_1', isApproved: true },
  2: { callId: 'call_2', isApproved: true },
  3: { callId: 'call_3', isApproved: false },
  x: { callId: 'another', isApproved: true },
};
const request: ChatRequest = {
  type: 'answer',
  history: [],
  wish: { fault: 'none', always: false, kind: 'tool', hedge: false },
};

/** A relay of two answers. It records what is requested, and creates the ids `answer-1`, `answer-2`. */
const relayOf = (answers: readonly Observable<AnswerEvent>[]) => {
  const log: unknown[] = [];
  let opened = 0;
  const open = (onCursor?: RelayStreamOptions['onCursor']) =>
    new RelayStream(
      () =>
        new Observable((subscriber) => {
          const source = answers[opened];
          opened += 1;
          onCursor?.({ answer: `answer-${opened}`, after: 0 });
          return source?.subscribe(subscriber);
        }),
    );
  const stream = (input: unknown, { onCursor }: RelayStreamOptions = {}) => {
    log.push(input);
    return open(onCursor);
  };
  const resume = ({ answer }: RelayCursor) => {
    log.push(answer);
    return open();
  };
  return { stream, resume, log };
};

describe('examples/chat: turn', () => {
  it(
    'requests the answer, and the rest of it once there is a decision about each call',
    marbles(({ cold, hot, flush, expectObservable, expectSubscriptions }) => {
      const first = cold('    -a(P|)', events);
      const decision$ = hot(' -1-x-2-3-2-', decisions);
      const second = cold('          --b|', events);
      const subs = '          -------^--!';
      const asks = '          --^----!';
      const expected = '      -aP------b|';
      const answers = new BehaviorSubject<readonly string[]>([]);
      const relay = relayOf([first, second]);
      const seen: (readonly string[])[] = [];
      const source = turn(request, { relay, decision$, answers });
      answers.subscribe({ next: (ids) => seen.push(ids), error: (cause: unknown) => expect.fail(String(cause)) });
      expectObservable(source).toBe(expected, events);
      expectSubscriptions(second.subscriptions).toBe(subs);
      expectSubscriptions(decision$.subscriptions).toBe(asks);
      flush();
      expect(relay.log).to.deep.equal([
        request,
        { type: 'decide', answer: 'answer-1', decisions: { call_2: true, call_3: false } },
      ]);
      expect(seen).to.deep.equal([[], ['answer-1'], ['answer-1', 'answer-2'], []]);
    }),
  );

  it(
    'reads the answers of the page before a reload, and requests nothing',
    marbles(({ cold, flush, expectObservable, expectSubscriptions }) => {
      const first = cold('   (aP|)', events);
      const second = cold('  -----b|', events);
      const subs = '         ^-----!';
      const expected = '     (aP)-b|';
      const answers = new BehaviorSubject<readonly string[]>(['answer-1', 'answer-2']);
      const relay = relayOf([first, second]);
      const decision$ = cold<Decision>('-');
      expectObservable(turn(request, { relay, decision$, answers })).toBe(expected, events);
      expectSubscriptions(second.subscriptions).toBe(subs);
      expectSubscriptions(decision$.subscriptions).toBe([]);
      flush();
      expect(relay.log).to.deep.equal(['answer-1', 'answer-2']);
      expect(answers.value).to.deep.equal([]);
    }),
  );

  it(
    'waits for the decision again after a reload',
    marbles(({ cold, hot, flush, expectObservable }) => {
      const first = cold('    (aP|)', events);
      const decision$ = hot(' ----2-3', decisions);
      const second = cold('         --b|', events);
      const expected = '      (aP)----b|';
      const answers = new BehaviorSubject<readonly string[]>(['answer-1']);
      const relay = relayOf([first, second]);
      expectObservable(turn(request, { relay, decision$, answers })).toBe(expected, events);
      flush();
      expect(relay.log).to.deep.equal([
        'answer-1',
        { type: 'decide', answer: 'answer-1', decisions: { call_2: true, call_3: false } },
      ]);
    }),
  );
});
