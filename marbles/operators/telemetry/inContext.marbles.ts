import { expect } from 'chai';
import { defer, of, take, tap } from 'rxjs';
import { inContext } from '../../../lib/operators/telemetry/inContext.js';
import { marbles } from '../../../spec/support/marbles.js';

/** A context such as a tracer keeps, and hooks that enter it. */
const contexts = () => {
  const now = { inside: 'nothing' };
  const enter = (name: string) => (run: () => void) => {
    const before = now.inside;
    now.inside = name;
    run();
    now.inside = before;
  };
  return { now, within: enter('call'), outside: enter('caller') };
};

const fail = () => {
  throw new Error('a hook fails');
};

describe('inContext', () => {
  it(
    'subscribes in one context, and delivers values and completion in the other',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { now, within, outside } = contexts();
      const seen: string[] = [];
      const see = (what: string) => () => seen.push(`${what} in ${now.inside}`);
      const source = cold(' --a--b--|');
      const subs = '       ^-------!';
      const expected = '   --a--b--|';
      const watched = defer(() => {
        see('subscribed')();
        return source;
      }).pipe(tap(see('sent')));
      expectObservable(
        watched.pipe(inContext({ within, outside }), tap({ next: see('had'), complete: see('completed') })),
      ).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(seen).to.deep.equal([
        'subscribed in call',
        // What happens later is in the context that the runtime brings along: none, in virtual time.
        'sent in nothing',
        'had in caller',
        'sent in nothing',
        'had in caller',
        'completed in caller',
      ]);
    }),
  );

  it(
    'delivers an error in the context of the caller, where another source may be subscribed to',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { now, within, outside } = contexts();
      const seen: string[] = [];
      const source = cold('--a--#');
      const subs = '       ^----!';
      const expected = '   --a--#';
      const failing = source.pipe(inContext({ within, outside }), tap({ error: () => seen.push(now.inside) }));
      expectObservable(failing).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(seen).to.deep.equal(['caller']);
    }),
  );

  it(
    'delivers in the context of the caller what comes while it subscribes, too',
    marbles(({ expectObservable, flush }) => {
      const { now, within, outside } = contexts();
      const seen: string[] = [];
      const source = of('a', 'b');
      const expected = '(ab|)';
      expectObservable(
        source.pipe(
          inContext({ within, outside }),
          tap(() => seen.push(now.inside)),
        ),
      ).toBe(expected);
      flush();
      expect([...seen, now.inside]).to.deep.equal(['caller', 'caller', 'nothing']);
    }),
  );

  it(
    'unsubscribes from the source when its subscriber unsubscribes, between values and in the middle of one',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { within, outside } = contexts();
      const source = cold('   --a--b--c--');
      const subs = ['         ^------!   ', '^-------!  '];
      const unsub = '         ^------!   ';
      const expected = '      --a--b--   ';
      const three = '         --a--b--(c|)';
      expectObservable(source.pipe(inContext({ within, outside })), unsub).toBe(expected);
      expectObservable(source.pipe(inContext({ within, outside }), take(3))).toBe(three);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  for (const [what, hook] of [
    ['throws', fail],
    ['forgets to run what it is given', () => undefined],
    [
      'runs it twice',
      (run: () => void) => {
        run();
        run();
      },
    ],
    [
      'runs it, and throws',
      (run: () => void) => {
        run();
        fail();
      },
    ],
  ] as const)
    it(
      `subscribes and delivers once, with a hook that ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--a--b--|');
        const subs = '       ^-------!';
        const expected = '   --a--b--|';
        expectObservable(source.pipe(inContext({ within: hook, outside: hook }))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  it(
    'is nothing without hooks',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a--#');
      const subs = '       ^----!';
      const expected = '   --a--#';
      expectObservable(source.pipe(inContext({}))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
