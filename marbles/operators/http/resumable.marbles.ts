import { expect } from 'chai';
import { NEVER, of, tap, type Observable } from 'rxjs';
import { resumable, type ResumableOptions } from '../../../lib/operators/http/resumable.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import type { StreamCursor } from '../../../lib/protocol/StreamCursor.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { marbles } from '../../../spec/support/marbles.js';

const lost = apiError({ type: 'stream', reason: 'truncated', detail: 'the connection was reset' });
const gone = apiError({ type: 'transport', error: { type: 'http', status: 404, headers: {}, body: '', url: '' } });
const closed = errorLike({ type: 'stream', reason: 'truncated', detail: 'stream closed before response.completed' });

const numbered = (sequence_number: number, type = 'response.output_text.delta') => ({ type, sequence_number });
const frames = {
  0: { ...numbered(0, 'response.created'), response: { id: 'resp_1' } },
  1: numbered(1),
  2: numbered(2),
  3: numbered(3),
  x: { ...numbered(4, 'response.completed'), response: { id: 'resp_1' } },
  k: { type: 'keepalive' },
};

type Options = Omit<ResumableOptions, 'resume'>;

/** Goes on with one of these after the other; remembers after what it was asked for. */
const continuing = (options: Options, ...openings: readonly Observable<Observable<unknown>>[]) => {
  const asked: StreamCursor[] = [];
  const operator = resumable({
    baseDelay: 2,
    random: () => 0.5,
    ...options,
    resume: (cursor) => openings[asked.push(cursor) - 1] ?? NEVER,
  });
  return { asked, operator };
};
const after = (sequence_number?: number): StreamCursor => ({ response_id: 'resp_1', sequence_number });

describe('resumable', () => {
  it(
    'goes on after the last frame that was delivered, and drops what comes again',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('   --01-#          ', frames, lost);
      const rest = cold('            --1-2-3x|', frames);
      const opening = cold('       ---(r|)    ', { r: rest });
      const subs = '          ^----!          ';
      const openingSubs = '   -------^--!     ';
      const restSubs = '      ----------^-------!';
      const expected = '      --01----------2-3x|';
      const { asked, operator } = continuing({}, opening);
      expectObservable(source.pipe(operator)).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(opening.subscriptions).toBe(openingSubs);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
      flush();
      expect(asked).to.deep.equal([after(1)]);
    }),
  );

  it(
    'takes an end without a terminal frame for a lost connection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' 01|   ', frames);
      const rest = cold('       2x|', frames);
      const subs = '        ^-!   ';
      const restSubs = '    ----^-!';
      const expected = '    01--2x|';
      expectObservable(source.pipe(continuing({}, of(rest)).operator)).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
    }),
  );

  it(
    'waits longer every time that brought nothing new, gives up after maxResumes, and passes the last error',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const last = apiError({ type: 'stream', reason: 'truncated', detail: 'again' });
      const source = cold('  01#            ', frames, lost);
      const first = cold('       k1#        ', frames, lost);
      const second = cold('           #     ', undefined, last);
      const firstSubs = '    ----^-!        ';
      const secondSubs = '   ----------(^!) ';
      const expected = '     01--k-----#    ';
      const { operator } = continuing({ maxResumes: 2 }, of(first), of(second));
      expectObservable(source.pipe(operator)).toBe(expected, frames, last);
      expectSubscriptions(first.subscriptions).toBe(firstSubs);
      expectSubscriptions(second.subscriptions).toBe(secondSubs);
    }),
  );

  it(
    'begins to count anew when something new came',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  01#            ', frames, lost);
      const first = cold('       2#         ', frames, lost);
      const second = cold('         3#      ', frames, lost);
      const third = cold('             x|   ', frames);
      const thirdSubs = '    ----------^!   ';
      const expected = '     01--2--3--x|   ';
      const { asked, operator } = continuing({ maxResumes: 1 }, of(first), of(second), of(third));
      expectObservable(source.pipe(operator)).toBe(expected, frames);
      expectSubscriptions(third.subscriptions).toBe(thirdSubs);
      flush();
      expect(asked).to.deep.equal([after(1), after(2), after(3)]);
    }),
  );

  it(
    'never waits longer than maxDelay',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' 01#     ', frames, lost);
      const rest = cold('      2x|  ', frames);
      const restSubs = '    ---^-!  ';
      const expected = '    01-2x|  ';
      expectObservable(source.pipe(continuing({ maxDelay: 1 }, of(rest)).operator)).toBe(expected, frames);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
    }),
  );

  it(
    'passes an error that asking again cannot mend, also that of a continuation',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' 01#    ', frames, gone);
      const other = cold('  01#    ', frames, lost);
      const rest = cold('       2#', frames, gone);
      const subs = '        ^-!    ';
      const restSubs = '    ----^! ';
      const expected = '    01#    ';
      const expectedOther = '01--2# ';
      const { asked, operator } = continuing({}, of(rest));
      expectObservable(source.pipe(operator)).toBe(expected, frames, gone);
      expectObservable(other.pipe(continuing({}, of(rest)).operator)).toBe(expectedOther, frames, gone);
      expectSubscriptions(source.subscriptions).toBe(subs);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
      expect(asked).to.deep.equal([]);
    }),
  );

  it(
    'does not repeat an opening that failed: that has retries of its own',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('  01#    ', frames, lost);
      const opening = cold<Observable<unknown>>('-#', undefined, lost);
      const openingSubs = '  ----^!';
      const expected = '     01---#';
      const { asked, operator } = continuing({}, opening);
      expectObservable(source.pipe(operator)).toBe(expected, frames, lost);
      expectSubscriptions(opening.subscriptions).toBe(openingSubs);
      flush();
      expect(asked).to.have.length(1);
    }),
  );

  it(
    'passes the error where no response is known yet, and where the server does not count its frames',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const nothing = cold('   -#', undefined, lost);
      const subs = '           ^!';
      const expected = '       -#';
      const uncounted = cold(' k#', frames, lost);
      const expectedK = '      k#';
      const same = cold('      00|', frames);
      const expectedSame = '   00#';
      expectObservable(nothing.pipe(continuing({}).operator)).toBe(expected, undefined, lost);
      expectObservable(uncounted.pipe(continuing({}).operator)).toBe(expectedK, frames, lost);
      expectObservable(same.pipe(continuing({}).operator)).toBe(expectedSame, frames, closed);
      expectSubscriptions(nothing.subscriptions).toBe(subs);
    }),
  );

  it(
    'begins after the given cursor: repeats are dropped, and a connection without frames continues from there',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold(' -#         ', frames, lost);
      const rest = cold('      -0123x| ', frames);
      const restSubs = '    ---^-----! ';
      const expected = '    ------23x| ';
      const { asked, operator } = continuing({ start: after(1) }, of(rest));
      expectObservable(source.pipe(operator)).toBe(expected, frames);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
      flush();
      expect(asked).to.deep.equal([after(1)]);
    }),
  );

  it(
    'reports each cursor after its frame, and each wait before it',
    marbles(({ cold, expectObservable, flush }) => {
      const told: unknown[] = [];
      const source = cold(' 0k1#    ', frames, lost);
      const rest = cold('        1x|', frames);
      const expected = '    0k1---x|';
      const { operator } = continuing(
        {
          onCursor: ({ sequence_number }) => told.push(sequence_number),
          onRetry: ({ retry, delay }) => told.push({ retry, delay }),
        },
        of(rest),
      );
      expectObservable(
        source.pipe(
          operator,
          tap((frame) => told.push(frame)),
        ),
      ).toBe(expected, frames);
      flush();
      const wait = { retry: 1, delay: 2 };
      expect(told).to.deep.equal([frames[0], 0, frames.k, 0, frames[1], 1, wait, frames.x, 4]);
    }),
  );

  it(
    'drops what onCursor throws',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' 01x|', frames);
      const subs = '        ^--!';
      const expected = '    01x|';
      const onCursor = () => {
        throw new Error('the disk is full');
      };
      expectObservable(source.pipe(continuing({ onCursor }).operator)).toBe(expected, frames);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from whatever is open when it is unsubscribed: a connection, a wait, an opening, the next connection',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('     01-#       ', frames, lost);
      const rest = cold('              --2--', frames);
      const opening = cold('         --(r|)', { r: rest });
      const mended = () => source.pipe(continuing({}, opening).operator);
      const leavings = ['       --!        ', '----!       ', '------!     ', '----------! '];
      const expected = ['       01         ', '01          ', '01          ', '01-------2- '];
      const sourceSubs = ['     ^-!        ', '^--!        ', '^--!        ', '^--!        '];
      const openingSubs = ['                              -----^!     ', '-----^-!    '];
      const restSubs = '                                        -------^--! ';
      leavings.forEach((leaving, nth) => expectObservable(mended(), leaving).toBe(expected[nth] ?? '', frames));
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
      expectSubscriptions(opening.subscriptions).toBe(openingSubs);
      expectSubscriptions(rest.subscriptions).toBe(restSubs);
    }),
  );

  it(
    'keeps the place of each subscription to itself',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold(' 01#   ', frames, lost);
      const rest = cold('       2x|', frames);
      const { asked, operator } = continuing({ maxResumes: 1 }, of(rest), of(rest));
      const expected = '    01--2x|';
      expectObservable(source.pipe(operator)).toBe(expected, frames);
      expectObservable(source.pipe(operator)).toBe(expected, frames);
      expectSubscriptions(rest.subscriptions).toBe(['----^-!', '----^-!']);
      flush();
      expect(asked).to.deep.equal([after(1), after(1)]);
    }),
  );
});
