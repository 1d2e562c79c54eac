import { expect } from 'chai';
import { of } from 'rxjs';
import { errorLike } from '../../../lib/testing/marbles.js';
import {
  asked,
  BEGUN,
  END,
  exitNote,
  interrupted,
  message,
  sent,
  told,
  wrote,
} from '../../../spec/support/agent/appServerLines.js';
import { marbles } from '../../../spec/support/marbles.js';
import { letters, playTurn } from './playTurn.js';

const delta = told('item/agentMessage/delta', { itemId: 'msg_1', delta: 'x' });

describe('a turn over the app-server', () => {
  it(
    'runs, and ends the program when nothing has used it for a while',
    marbles(({ expectObservable }, scheduler) => {
      const { thread, written } = playTurn(scheduler, [...BEGUN, delta, told('item/completed', message('x')), ...END]);
      const expected = '-----t--sdi-(c|)';
      const lines = '   I-T--S-----------|';
      expectObservable(letters(thread.events('Hi'))).toBe(expected);
      expectObservable(written).toBe(lines);
    }),
  );

  it(
    'holds the idle timeout while an approval waits, and answers with what the handler emits',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const decision = cold('40ms (y|)', { y: true });
      const lines = [
        ...BEGUN,
        asked(0, 'item/commandExecution/requestApproval', { itemId: 'call_1', command: 'ls' }),
        sent({ id: 0, result: {} }),
        ...END,
      ];
      const { thread } = playTurn(scheduler, lines, { approve: () => decision });
      const expected = '-----t--sw 39ms r--(c|)';
      expectObservable(letters(thread.events('Hi'))).toBe(expected);
      expectSubscriptions(decision.subscriptions).toBe('---------^ 39ms !');
    }),
  );

  it(
    'withdraws the handler of an approval that the program has resolved',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const decision = cold<'accept'>('---------------------');
      const lines = [
        ...BEGUN,
        asked(0, 'item/commandExecution/requestApproval', { itemId: 'call_1', command: 'ls' }),
        told('serverRequest/resolved', { requestId: 0 }),
        ...END,
      ];
      const { thread } = playTurn(scheduler, lines, { approve: () => decision });
      expectObservable(letters(thread.events('Hi'))).toBe('-----t--swr-(c|)');
      expectSubscriptions(decision.subscriptions).toBe('   ---------^!');
    }),
  );

  it(
    'unsubscribes from the handler of an approval as soon as the turn is left',
    marbles(({ cold, expectObservable, expectSubscriptions }, scheduler) => {
      const decision = cold<'accept'>('---------------------');
      const lines = [...BEGUN, asked(0, 'item/commandExecution/requestApproval', { itemId: 'call_1', command: 'ls' })];
      const { thread } = playTurn(scheduler, lines, { approve: () => decision });
      expectObservable(letters(thread.events('Hi')), '------------!').toBe('-----t--sw');
      expectSubscriptions(decision.subscriptions).toBe('             ---------^--!');
    }),
  );

  it(
    'interrupts a turn that is left, and terminates its commands before it closes stdin',
    marbles(({ expectObservable }, scheduler) => {
      const lines = [
        ...BEGUN,
        delta,
        sent({ id: 3, method: 'turn/interrupt', params: { threadId: 't1' } }),
        wrote({ id: 3, result: {} }),
        interrupted,
      ];
      const { thread, written } = playTurn(scheduler, lines);
      const left = '    ----------!';
      const expected = '-----t--sd';
      const sends = '   I-T--S----X-C-----|';
      expectObservable(letters(thread.events('Hi')), left).toBe(expected);
      expectObservable(written).toBe(sends);
    }),
  );

  it(
    'waits for the start of a turn that is left at once, because an earlier interrupt is refused',
    marbles(({ expectObservable }, scheduler) => {
      const lines = [
        ...BEGUN,
        sent({ id: 3, method: 'turn/interrupt', params: { threadId: 't1' } }),
        wrote({ id: 3, result: {} }),
        interrupted,
      ];
      const { thread, written } = playTurn(scheduler, lines);
      const left = '    ------!';
      const expected = '-----t-';
      const sends = '   I-T--S--X--C-----|';
      expectObservable(letters(thread.events('Hi')), left).toBe(expected);
      expectObservable(written).toBe(sends);
    }),
  );

  it(
    'ends the program where it never answers the interrupt',
    marbles(({ expectObservable }, scheduler) => {
      const { thread, written } = playTurn(scheduler, [...BEGUN, delta], {}, [{ type: 'hang', at: 'turn/interrupt' }]);
      const left = '    ----------!';
      const expected = '-----t--sd';
      const sends = '   I-T--S----X 8ms |';
      expectObservable(letters(thread.events('Hi')), left).toBe(expected);
      expectObservable(written).toBe(sends);
    }),
  );

  it(
    'steers the running turn',
    marbles(({ cold, expectObservable }, scheduler) => {
      const lines = [
        ...BEGUN,
        delta,
        sent({ id: 3, method: 'turn/steer', params: { threadId: 't1' } }),
        wrote({ id: 3, result: { turnId: 'u1' } }),
        ...END,
      ];
      const { thread, written } = playTurn(scheduler, lines);
      const expected = '-----t--sd------(c|)';
      const sends = '   I-T--S------V--------|';
      cold('------------v').subscribe({
        next: () => void thread.steer('Go on'),
        error: () => expect.fail('no error was expected'),
      });
      expectObservable(letters(thread.events('Hi'))).toBe(expected);
      expectObservable(written).toBe(sends);
    }),
  );

  it(
    'fails when the program exits in the turn',
    marbles(({ expectObservable }, scheduler) => {
      const { thread } = playTurn(scheduler, [...BEGUN, delta, exitNote(3)]);
      const error = errorLike({ type: 'stream', detail: 'codex exited with code 3 before the turn was complete' });
      expectObservable(letters(thread.events('Hi'))).toBe('-----t--sd#', undefined, error);
    }),
  );

  it(
    'starts nothing before subscribe',
    marbles(({ expectObservable }, scheduler) => {
      const { thread, written } = playTurn(scheduler, BEGUN);
      void thread.events('Hi');
      expectObservable(of(1)).toBe('(1|)', { 1: 1 });
      expectObservable(written).toBe('');
    }),
  );
});
