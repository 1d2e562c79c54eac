import { failAsStream } from '../../../lib/operators/http/failAsStream.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { ABORTED } from '../../../lib/protocol/errors/TransportError.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const network = (code: string) =>
  apiError({ type: 'transport', error: { type: 'network', detail: 'the connection was reset', code } });
const timeout = apiError({ type: 'transport', error: { type: 'timeout' } });
const aborted = network(ABORTED);
const quota = apiError({ type: 'quota_exceeded' });

describe('failAsStream', () => {
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    [
      'a lost connection, with its code',
      network('ECONNRESET'),
      errorLike({ type: 'stream', reason: 'connection_lost', detail: 'the connection was reset', code: 'ECONNRESET' }),
    ],
    ['a time limit of the runtime', timeout, errorLike({ type: 'stream', reason: 'idle' })],
    ['an error of the runtime', new TypeError('terminated'), errorLike({ type: 'stream', reason: 'connection_lost' })],
  ];
  for (const [what, given, expected] of rows)
    it(
      `makes a stream error of ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --a--#', undefined, given);
        const subs = '         ^----!';
        expectObservable(source.pipe(failAsStream())).toBe('--a--#', undefined, expected);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );

  for (const [what, given] of [
    ['an abort', aborted],
    ['any other ApiError', quota],
  ] as const)
    it(
      `passes ${what} through`,
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('  --#', undefined, given);
        const subs = '         ^-!';
        expectObservable(source.pipe(failAsStream())).toBe('--#', undefined, given);
        expectSubscriptions(source.subscriptions).toBe(subs);
      }),
    );
});
