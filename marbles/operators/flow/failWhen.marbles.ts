import { of } from 'rxjs';
import { failWhen } from '../../../lib/operators/flow/failWhen.js';
import { marbles } from '../../../spec/support/marbles.js';

describe('failWhen', () => {
  it(
    'fails with the trigger, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     --a--b-----c--');
      const trigger = cold<never>('--------#', undefined, new Error('closed'));
      const subs = '            ^-------!';
      const expected = '        --a--b--#';
      expectObservable(source.pipe(failWhen(trigger))).toBe(expected, undefined, new Error('closed'));
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'does not subscribe to the source where the trigger has failed already',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--');
      const trigger = cold<never>('#');
      const expected = '   #';
      const failed = source.pipe(failWhen(trigger));
      expectObservable(failed).toBe(expected);
      expectSubscriptions(trigger.subscriptions).toBe('(^!)');
    }),
  );

  it(
    'ends with the source, and unsubscribes from the trigger',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('         --a--|');
      const trigger = cold<never>(' -----------#');
      const triggerSubs = '         ^----!';
      const expected = '            --a--|';
      expectObservable(source.pipe(failWhen(trigger))).toBe(expected);
      expectSubscriptions(trigger.subscriptions).toBe(triggerSubs);
    }),
  );

  it(
    "passes the source's error, and unsubscribes from the trigger",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('         --a--#');
      const trigger = cold<never>(' -----------');
      const triggerSubs = '         ^----!';
      const expected = '            --a--#';
      expectObservable(source.pipe(failWhen(trigger))).toBe(expected);
      expectSubscriptions(trigger.subscriptions).toBe(triggerSubs);
    }),
  );

  it(
    'does not mind a trigger that ends',
    marbles(({ cold, expectObservable }) => {
      const source = cold('         --a--b|');
      const trigger = cold<never>(' ---|');
      const expected = '            --a--b|';
      expectObservable(source.pipe(failWhen(trigger))).toBe(expected);
    }),
  );

  it(
    'unsubscribes from both when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('         --a--b--');
      const trigger = cold<never>(' --------');
      const subs = '                ^--!';
      const unsub = '               ^--!';
      const expected = '            --a-';
      expectObservable(source.pipe(failWhen(trigger)), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(trigger.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes a synchronous source',
    marbles(({ cold, expectObservable }) => {
      const trigger = cold<never>('--#');
      const expected = '           (ab|)';
      expectObservable(of('a', 'b').pipe(failWhen(trigger))).toBe(expected);
    }),
  );
});
