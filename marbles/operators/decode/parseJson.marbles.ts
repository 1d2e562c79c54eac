import { expect } from 'chai';
import { parseJson } from '../../../lib/operators/decode/parseJson.js';
import type { SseFrame } from '../../../lib/protocol/SseFrame.js';
import { errorLike } from '../../../lib/testing/marbles.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { marbles } from '../../../spec/support/marbles.js';

const frames: Readonly<Record<string, SseFrame>> = {
  a: { event: 'message', data: '{"a":1}' },
  b: { event: 'message', data: '2' },
  o: { event: 'message', data: 'oops' },
  c: { event: '', data: '1', comment: true },
  e: { event: 'ping', data: '  ' },
};
const values = { a: { a: 1 }, b: 2 };

describe('parseJson', () => {
  it(
    'parses each frame as it comes, skips and reports what is not JSON',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const telemetry = recordTelemetry();
      const source = cold('  --a--o--b--|', frames);
      const subs = '         ^----------!';
      const expected = '     --a-----b--|';
      expectObservable(source.pipe(parseJson(telemetry))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(telemetry.skipped).to.deep.equal([{ reason: 'not JSON', excerpt: 'oops' }]);
    }),
  );

  it(
    'fails at what is not JSON, with `fail`, and unsubscribes from the source',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--o--b--|', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      const malformed = errorLike({ type: 'stream', reason: 'not_json', detail: 'expected a JSON frame, got: oops' });
      expectObservable(source.pipe(parseJson({ malformed: 'fail' }))).toBe(expected, values, malformed);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'leaves comments and blank data out, also where malformed data is fatal',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --c--e--a--|', frames);
      const subs = '         ^----------!';
      const expected = '     --------a--|';
      expectObservable(source.pipe(parseJson({ malformed: 'fail' }))).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'unsubscribes from the source when the consumer unsubscribes',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--b--|', frames);
      const subs = '         ^---!';
      const unsub = '        ^---!';
      const expected = '     --a--';
      expectObservable(source.pipe(parseJson()), unsub).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    "passes the source's error",
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  --a--#', frames);
      const subs = '         ^----!';
      const expected = '     --a--#';
      expectObservable(source.pipe(parseJson())).toBe(expected, values);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );
});
