import { expect } from 'chai';
import { asyncScheduler } from 'rxjs';
import { recordBody } from '../../../lib/operators/http/recordBody.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { bytes } from '../../../lib/testing/wire.js';
import { marbles } from '../../../spec/support/marbles.js';

const chunks = { a: bytes('a'), b: bytes('b') };
const LOST = reset();

/** A tape that keeps what it is given, with the time. */
const tapeOf = () => {
  const written: string[] = [];
  const put = (what: string) => written.push(`${asyncScheduler.now()} ${what}`);
  return {
    written,
    tape: {
      chunk: (chunk: Uint8Array) => put(new TextDecoder().decode(chunk)),
      end: () => put('end'),
      lost: (cause: unknown) => put(`lost: ${cause === LOST ? 'reset' : 'another error'}`),
      cancelled: () => put('left'),
    },
  };
};

describe('recordBody', () => {
  it(
    'records each chunk and the end, and then writes nothing but that the subscription is over',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold(' --a--(bb)|', chunks);
      const subs = '        ^--------!';
      const expected = '    --a--(bb)|';
      expectObservable(recordBody(source, tape)).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 a', '5 b', '5 b', '9 end', '9 left']);
    }),
  );

  it(
    'records a lost connection with its cause, and passes the error on',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold(' --a--#', chunks, LOST);
      const subs = '        ^----!';
      const expected = '    --a--#';
      expectObservable(recordBody(source, tape)).toBe(expected, chunks, LOST);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 a', '5 lost: reset', '5 left']);
    }),
  );

  it(
    'records that its subscriber has left',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold(' --a--b--|', chunks);
      const subs = '        ^---!';
      const unsub = '       ----!';
      const expected = '    --a--';
      expectObservable(recordBody(source, tape), unsub).toBe(expected, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 a', '4 left']);
    }),
  );

  it(
    'records the first subscription only, and nothing without one',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { written, tape } = tapeOf();
      const source = cold('     a-|', chunks);
      const first = '        --^    ';
      const second = '       ------^';
      const expected = '     --a-|  ';
      const expectedAgain = '------a-|';
      const subs = ['        --^-!  ', '------^-!'];
      const body = recordBody(source, tape);
      expectObservable(body, first).toBe(expected, chunks);
      expectObservable(body, second).toBe(expectedAgain, chunks);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(written).to.deep.equal(['2 a', '4 end', '4 left']);
    }),
  );
});
