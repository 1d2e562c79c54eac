import { expect } from 'chai';
import { map, mergeMap, type Observable } from 'rxjs';
import { recordStream, type RecordStreamOptions } from '../../../lib/operators/http/recordStream.js';
import { parseRecording } from '../../../lib/protocol/recording/parseRecording.js';
import { right } from '#either';
import { errorLike } from '../../../lib/testing/marbles.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: bytes('a'), b: bytes('b') };
const options = { status: 503, headers: { 'x-a': '1', 'set-cookie': 'id=7' } };

/** The body behind the one head of an observable. */
const bodyOf = (heads: ReturnType<typeof recorded>) => heads.pipe(mergeMap((head) => head.bytes));
const recorded = (
  heads: Observable<string>,
  body: Observable<Uint8Array>,
  lines: string[],
  more: RecordStreamOptions = {},
) =>
  heads.pipe(
    map(() => response(body, options)),
    recordStream((line) => lines.push(line), more),
  );

describe('recordStream', () => {
  it(
    'writes the head when it comes, before anybody reads the body',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const lines: string[] = [];
      const heads = cold('   --h|');
      const source = cold('  --a--|', chunks);
      const expected = '     --h|';
      const statuses$ = recorded(heads, source, lines).pipe(map(({ status, headers }) => [status, headers.get('x-a')]));
      expectObservable(statuses$).toBe(expected, { h: [503, '1'] });
      expectSubscriptions(source.subscriptions).toBe([]);
      flush();
      expect(lines).to.deep.equal(['{"type":"head","status":503,"headers":{"x-a":"1"}}\n']);
    }),
  );

  it(
    'changes nothing, and writes the chunks and the end with their times since the head',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const lines: string[] = [];
      const heads = cold('   --h|');
      const source = cold('    --a--(bb)|', chunks);
      const subs = '         --^--------!';
      const expected = '     ----a--(bb)|';
      expectObservable(bodyOf(recorded(heads, source, lines))).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(parseRecording(lines.join(''))).to.deep.equal(
        right({
          status: 503,
          headers: { 'x-a': '1' },
          chunks: [
            { at: 2, bytes: chunks.a },
            { at: 5, bytes: chunks.b },
            { at: 5, bytes: chunks.b },
          ],
          ending: { type: 'end', at: 9 },
        }),
      );
    }),
  );

  const endings: readonly [string, unknown, object][] = [
    ['a lost connection', reset(), { type: 'lost', at: 4, detail: 'the connection was reset', code: 'ECONNRESET' }],
    [
      'an error of another make',
      new Error('broken'),
      { type: 'lost', at: 4, detail: 'the connection was lost in the middle of the body: broken' },
    ],
    [
      'a timeout of the runtime',
      Object.assign(new Error('Body Timeout Error'), { code: 'UND_ERR_BODY_TIMEOUT' }),
      {
        type: 'lost',
        at: 4,
        detail: 'the connection was lost in the middle of the body: Body Timeout Error',
        code: 'ETIMEDOUT',
      },
    ],
  ];
  for (const [what, cause, ending] of endings)
    it(
      `writes how the body was lost, and passes the error on as it is: ${what}`,
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const lines: string[] = [];
        const heads = cold('   h|');
        const source = cold('  --a-#', chunks, cause);
        const subs = '         ^---!';
        const expected = '     --a-#';
        expectObservable(bodyOf(recorded(heads, source, lines))).toBe(expected, chunks, cause);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(parseRecording(lines.join('')))
          .to.have.nested.property('right.ending')
          .that.deep.equals(ending);
      }),
    );

  it(
    'writes that the consumer left, and when',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const lines: string[] = [];
      const heads = cold('   h|');
      const source = cold('  --a---b---', chunks);
      const subs = '         ^----!';
      const unsub = '        ^----!';
      const expected = '     --a---';
      expectObservable(bodyOf(recorded(heads, source, lines)), unsub).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(lines.slice(1)).to.deep.equal(['{"type":"chunk","at":2,"text":"a"}\n', '{"type":"cancelled","at":5}\n']);
    }),
  );

  it(
    'is not disturbed by a write that throws, and writes nothing more: a hole would tell of another stream',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const lines: string[] = [];
      const source = cold('  --a--b|', chunks);
      const subs = '         ^-----!';
      const expected = '     --a--b|';
      const write = (line: string) => {
        if (lines.push(line) === 2) throw new Error('the disk is full');
      };
      const heads = cold('   h|').pipe(
        map(() => response(source)),
        recordStream(write),
      );
      expectObservable(bodyOf(heads)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(lines).to.have.length(2);
    }),
  );

  it(
    'records the first reading only',
    marbles(({ cold, expectObservable, flush }) => {
      const lines: string[] = [];
      const heads = cold('    h|');
      const source = cold('   --a|', chunks);
      const reading = cold('  r---r|');
      const expected = '      --a---a|';
      const body$ = recorded(heads, source, lines).pipe(mergeMap((head) => reading.pipe(mergeMap(() => head.bytes))));
      expectObservable(body$).toBe(expected, chunks);
      flush();
      expect(lines.slice(1)).to.deep.equal(['{"type":"chunk","at":2,"text":"a"}\n', '{"type":"end","at":3}\n']);
    }),
  );

  it(
    'lets no time go back when the clock is set',
    marbles(({ cold, expectObservable, flush }, scheduler) => {
      const lines: string[] = [];
      const heads = cold('   h|');
      const source = cold('  --a--b|', chunks);
      const expected = '     --a--b|';
      const setBack = {
        now: () => (scheduler.now() < 4 ? scheduler.now() : scheduler.now() - 1000),
        schedule: scheduler.schedule.bind(scheduler),
      };
      expectObservable(bodyOf(recorded(heads, source, lines, { scheduler: setBack }))).toBe(expected, chunks);
      flush();
      expect(lines.slice(1).map((line) => /"at":(\d+)/.exec(line)?.[1])).to.deep.equal(['2', '2', '2']);
    }),
  );

  it(
    'masks secrets in the head, in the body even where it is cut, and in the reason of the loss; the consumer sees all',
    marbles(({ cold, expectObservable, flush }) => {
      const lines: string[] = [];
      const cut = { a: bytes('your key sk-12'), b: bytes('34 is wrong') };
      const source = cold('  -a-b-#', cut, new Error('sk-1234 was refused'));
      const expected = '     -a-b-#';
      const heads = cold('   h|').pipe(
        map(() => response(source, { headers: { 'x-key': 'sk-1234' } })),
        recordStream((line) => lines.push(line), { redact: (text) => text.replaceAll('sk-1234', '***') }),
      );
      expectObservable(bodyOf(heads)).toBe(expected, cut, errorLike({ message: 'sk-1234 was refused' }));
      flush();
      expect(parseRecording(lines.join(''))).to.deep.equal(
        right({
          status: 200,
          headers: { 'x-key': '***' },
          chunks: [{ at: 3, bytes: bytes('your key *** is wrong') }],
          ending: {
            type: 'lost',
            at: 5,
            detail: 'the connection was lost in the middle of the body: *** was refused',
          },
        }),
      );
    }),
  );
});
