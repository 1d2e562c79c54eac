import { expect } from 'chai';
import { concat, map, NEVER, of, throwError, timer } from 'rxjs';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import { errorLike } from '../../lib/testing/marbles.js';
import { marbles } from '../support/marbles.js';

type Helpers = Parameters<Parameters<typeof marbles>[0]>[0];

const failureOf = (test: (helpers: Helpers) => void): Error => {
  try {
    marbles(test)();
  } catch (failure) {
    if (failure instanceof Error) return failure;
  }
  throw new Error('expected the test to fail with an error');
};
const OBSERVABLE = 'The observable differs from the expected marbles.';
const SUBSCRIPTIONS = 'The subscriptions differ from the expected marbles.';

describe('a failed marble test', () => {
  const rows: readonly (readonly [title: string, test: (helpers: Helpers) => void, message: readonly string[]])[] = [
    [
      'shows a value that comes too late',
      ({ cold, expectObservable }) => expectObservable(cold('--a---b--|')).toBe('--a--b---|'),
      [OBSERVABLE, '', 'expected  --a--b---|', 'received  --a---b--|', '               ^ 5 ms', ''],
    ],
    [
      'shows the values that differ, as JSON',
      ({ cold, expectObservable }) =>
        expectObservable(cold('-a-b|', { a: { delta: 'Hi' }, b: { delta: 'you', index: 1 } })).toBe('-x-y|', {
          x: { delta: 'Hi' },
          y: { delta: 'me', index: 1 },
        }),
      [
        OBSERVABLE,
        '',
        'expected  -x-y|',
        'received  -x-a|',
        '             ^ 3 ms',
        '',
        'y → a at 3 ms (- expected, + received)',
        '    {',
        '  -   "delta": "me",',
        '  +   "delta": "you",',
        '      "index": 1',
        '    }',
        '',
      ],
    ],
    [
      'shows a value that is missing',
      ({ cold, expectObservable }) => expectObservable(cold('-a----|', { a: 1 })).toBe('-a--b-|', { a: 1, b: [2] }),
      [
        OBSERVABLE,
        '',
        'expected  -a--b-|',
        'received  -a----|',
        '              ^ 4 ms',
        '',
        'b expected at 4 ms, not received',
        '  [',
        '    2',
        '  ]',
        '',
      ],
    ],
    [
      'shows a value that is one too many',
      ({ cold, expectObservable }) => expectObservable(cold('-a--b-|', { a: 1, b: 2 })).toBe('-a----|', { a: 1 }),
      [
        OBSERVABLE,
        '',
        'expected  -a----|',
        'received  -a--b-|',
        '              ^ 4 ms',
        '',
        'b received at 4 ms, not expected',
        '  2',
        '',
      ],
    ],
    [
      'shows that a stream ends too early',
      ({ cold, expectObservable }) => expectObservable(cold('--a|')).toBe('--a'),
      [OBSERVABLE, '', 'expected  --a', 'received  --a|', '             ^ 3 ms', ''],
    ],
    [
      'shows that a stream does not end',
      ({ cold, expectObservable }) => expectObservable(concat(cold('--a|'), NEVER)).toBe('--a|'),
      [OBSERVABLE, '', 'expected  --a|', 'received  --a', '             ^ 3 ms', ''],
    ],
    [
      'shows an error instead of the end',
      ({ expectObservable }) => expectObservable(throwError(() => new RangeError('lost'))).toBe('|'),
      [
        OBSERVABLE,
        '',
        'expected  |',
        'received  #',
        '          ^ 0 ms',
        '',
        '# received at 0 ms, not expected',
        '  {',
        '    "name": "RangeError",',
        '    "message": "lost"',
        '  }',
        '',
      ],
    ],
    [
      'shows the properties of an error that differ',
      ({ cold, expectObservable }) =>
        expectObservable(cold('--#', undefined, apiError({ type: 'stream', reason: 'truncated', detail: 'cut' }))).toBe(
          '--#',
          undefined,
          errorLike({ type: 'stream', reason: 'idle' }),
        ),
      [
        OBSERVABLE,
        '',
        'expected  --#',
        'received  --#',
        '            ^ 2 ms',
        '',
        '# at 2 ms (- expected, + received)',
        '    {',
        '      "type": "stream",',
        '  -   "reason": "idle"',
        '  +   "reason": "truncated"',
        '    }',
        '',
      ],
    ],
    [
      'shows the same error at another time without its content',
      ({ cold, expectObservable }) => expectObservable(cold('---#')).toBe('--#'),
      [OBSERVABLE, '', 'expected  --#', 'received  ---#', '            ^ 2 ms', ''],
    ],
    [
      'points into a group',
      ({ cold, expectObservable }) => expectObservable(cold('-(ac|)')).toBe('-(ab|)'),
      [OBSERVABLE, '', 'expected  -(ab|)', 'received  -(ac|)', '             ^ 1 ms', ''],
    ],
    [
      'shows a hot source from the subscription on',
      ({ hot, expectObservable }) => expectObservable(hot('a-^-b-c|')).toBe('--b--c|'),
      [OBSERVABLE, '', 'expected  --b--c|', 'received  --b-c|', '              ^ 4 ms', ''],
    ],
    [
      'shows a stream of which nothing comes',
      ({ expectObservable }) => expectObservable(NEVER).toBe('-a'),
      [OBSERVABLE, '', 'expected  -a', 'received  (none)', '           ^ 1 ms', ''],
    ],
    [
      'compares two observables',
      ({ cold, expectObservable }) => expectObservable(cold('-a|')).toEqual(cold('-b|')),
      [OBSERVABLE, '', 'expected  -b|', 'received  -a|', '           ^ 1 ms', ''],
    ],
    [
      'shows one subscription that ends too late',
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('------a');
        expectObservable(source, '^---!');
        expectSubscriptions(source.subscriptions).toBe('^--!');
      },
      [SUBSCRIPTIONS, '', 'expected  ^--!', 'received  ^---!', '             ^ 3 ms', ''],
    ],
    [
      'shows which of several subscriptions differs',
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('---a');
        expectObservable(source, '^--!');
        expectObservable(source, '------^-!');
        expectSubscriptions(source.subscriptions).toBe(['^--!', '-----^--!']);
      },
      [
        SUBSCRIPTIONS,
        '',
        'expected 1  ^--!',
        'received 1  ^--!',
        'expected 2  -----^--!',
        'received 2  ------^-!',
        '                 ^ 5 ms',
        '',
      ],
    ],
    [
      'shows a subscription that is missing',
      ({ cold, expectSubscriptions }) => expectSubscriptions(cold('a').subscriptions).toBe('-^'),
      [SUBSCRIPTIONS, '', 'expected  -^', 'received  (none)', '           ^ 1 ms', ''],
    ],
    [
      'shows a subscription that is not expected, and stays open',
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('a');
        expectObservable(source);
        expectSubscriptions(source.subscriptions).toBe([]);
      },
      [SUBSCRIPTIONS, '', 'expected  (none)', 'received  ^', '          ^ 0 ms', ''],
    ],
    [
      'shows the neighbours of the subscription that differs, and counts the others',
      ({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a');
        for (const at of [0, 2, 4, 6, 8, 10, 12]) expectObservable(source, `${'-'.repeat(at)}^!`);
        const subs = [0, 2, 4, 7, 8, 10, 12].map((at) => `${'-'.repeat(at)}^!`);
        expectSubscriptions(source.subscriptions).toBe(subs);
      },
      [
        SUBSCRIPTIONS,
        '',
        '(1 more subscription before)',
        'expected 2  --^!',
        'received 2  --^!',
        'expected 3  ----^!',
        'received 3  ----^!',
        'expected 4  -------^!',
        'received 4  ------^!',
        '                  ^ 6 ms',
        'expected 5  --------^!',
        'received 5  --------^!',
        'expected 6  ----------^!',
        'received 6  ----------^!',
        '(1 more subscription after)',
        '',
      ],
    ],
  ];
  for (const [title, test, message] of rows)
    it(title, () => expect(failureOf(test).message.split('\n')).to.deep.equal(message));

  it('writes long times as durations', () => {
    const failure = failureOf(({ expectObservable }) => expectObservable(timer(300_002)).toBe('5m (a|)', { a: 0 }));
    expect(failure.message.split('\n').slice(2, 5)).to.deep.equal([
      'expected  5m (a|)',
      'received  5m --  (a|)',
      '              ^ 300000 ms',
    ]);
  });

  it('prints five values at most, and of a long one the beginning', () => {
    const values = Array.from({ length: 8 }, (_, index) => ({ index, list: Array.from({ length: 20 }, () => index) }));
    const failure = failureOf(({ expectObservable }) => expectObservable(of(...values)).toBe('|'));
    expect(failure.message.match(/received at 0 ms, not expected/g)).to.have.length(5);
    expect(failure.message).to.contain('… (13 more lines)').and.to.contain('3 more values differ');
  });

  it('has a stack that begins at the line of toBe', () => {
    const failure = failureOf(({ cold, expectObservable }) => {
      expectObservable(cold('a')).toBe('a');
      expectObservable(cold('a')).toBe('b'); // this line
    });
    const [, frame = ''] = failure.stack?.split(/\n {4}at /) ?? [];
    expect(frame).to.contain('spec/testing/marbleFailures.spec.ts');
    expect(failure.name).to.equal('MarbleError');
    expect(failure.stack).to.match(/^MarbleError: The observable differs/);
  });

  it('gives test runners both lines, but asks them not to print a second comparison', () => {
    const failure = failureOf(({ cold, expectObservable }) => expectObservable(cold('-a')).toBe('--a'));
    expect(failure).to.include({ expected: '--a', actual: '-a', showDiff: false });
    expect(Object.keys(failure)).to.deep.equal(['name']);
  });

  it('is found in the same order after a flush of its own', () => {
    const failure = failureOf(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a')).toBe('a');
      flush();
      expectObservable(cold('b').pipe(map((letter) => letter.toUpperCase()))).toBe('B');
      expectObservable(cold('c')).toBe('d');
    });
    expect(failure.message).to.contain('expected  d').and.to.contain('received  c');
  });

  it('is the same failure again where the first one was caught', () => {
    const failure = failureOf(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a')).toBe('a');
      expectObservable(cold('b')).toBe('c');
      expect(flush).to.throw(/expected {2}c/);
    });
    expect(failure.message).to.contain('expected  c').and.to.contain('received  b');
  });

  it('passes an error on that the assertion throws for equal lists', () => {
    const strict = failureOf(({ cold, expectObservable }) => {
      expectObservable(cold('a')).toBe('a');
      throw new TypeError('of the test itself');
    });
    expect(strict).to.be.instanceOf(TypeError).with.property('message', 'of the test itself');
  });
});
