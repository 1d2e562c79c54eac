import { expect } from 'chai';
import fc from 'fast-check';
import { concat, defer, delay, EMPTY, map, mergeMap, NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { isRight } from '#either';
import type { MarbleFile } from '../../lib/protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../lib/protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../lib/protocol/recording/marbleFile/printMarble.js';
import { recordExchange } from '../../lib/operators/http/recordExchange.js';
import { playVirtually } from '../../lib/testing/playVirtually.js';
import { reset, response, virtualTransport, type VirtualResponse } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, created, sse, textDelta } from '../../lib/testing/wire.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { createMarbleTape } from '../../lib/transport/marbleTape.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import { virtualClient } from '../support/virtualClient.js';

/** What a virtual server does with a request. All times are in milliseconds. */
interface Attempt {
  readonly wait: number;
  readonly status: number | 'reset' | 'silence';
  readonly chunks: readonly (readonly [gap: number, bytes: Uint8Array])[];
  readonly end: 'end' | 'lost' | 'open';
  readonly last: number;
}

const bodyOf = ({ chunks, end, last }: Attempt): Observable<Uint8Array> => {
  const ends = { end: EMPTY, lost: throwError(reset), open: NEVER };
  return concat(
    ...chunks.map(([gap, given]) => (gap === 0 ? of(given) : of(given).pipe(delay(gap)))),
    timer(last).pipe(mergeMap(() => ends[end])),
  );
};

const replyOf = (attempt: Attempt): Observable<VirtualResponse> => {
  const { wait, status } = attempt;
  if (status === 'silence') return NEVER;
  const answered = defer(() =>
    status === 'reset'
      ? throwError(reset)
      : of(response(bodyOf(attempt), { status, headers: status === 429 ? { 'retry-after': '2' } : {} })),
  );
  return wait === 0 ? answered : timer(wait).pipe(mergeMap(() => answered));
};

const ask = (transport: HttpTransport): Observable<unknown> =>
  virtualClient(transport, { connectTimeout: 60_000 }).streamPrompt('gpt-5.1', 'Hi');

const cut = (text: string, sizes: readonly number[]): Uint8Array[] => {
  const whole = bytes(text);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(whole.subarray(at, at + size));
    at += size;
  }
  return [...pieces, whole.subarray(at)].filter(({ length }) => length > 0);
};

const someGap = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400_000 }));
const someAnswer = fc
  .record({
    words: fc.array(fc.constantFrom('Hel', 'lo', '⏎', 'é', '\u2028', '🎉'), { maxLength: 4 }),
    isWhole: fc.boolean(),
  })
  .map(({ words, isWhole }) => sse(created(), ...words.map(textDelta), ...(isWhole ? [completed('r')] : [])));
const someAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
    status: fc.constantFrom<Attempt['status']>(200, 200, 200, 429, 500, 400, 'reset', 'silence'),
    text: someAnswer,
    sizes: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 5 }),
    gaps: fc.array(someGap, { minLength: 6, maxLength: 6 }),
    end: fc.constantFrom<Attempt['end']>('end', 'lost', 'open'),
    last: someGap,
  })
  .map(({ text, sizes, gaps, ...rest }) => ({
    ...rest,
    chunks: cut(text, sizes).map((piece, index) => [gaps[index] ?? 0, piece] as const),
  }));

describe('a recorded stream, as a .marble file', () => {
  it('gives the same events at the same times in virtual time: any answers, retries, losses and silences', () => {
    fc.assert(
      fc.property(fc.array(someAttempt, { minLength: 6, maxLength: 6 }), (attempts) => {
        let file: MarbleFile = { exchanges: [] };
        const live = playVirtually(() => {
          const virtual = virtualTransport(...attempts.map(replyOf));
          const tape = createMarbleTape((content) => (file = content), {});
          return ask({
            stream: (request, demand) => virtual.stream(request, demand).pipe(recordExchange(tape, request)),
          });
        });
        const text = printMarble(file);
        const read = isRight(text) ? parseMarble(text.right) : text;
        const replayed = isRight(read) ? read.right : expect.fail(read.left);
        expect(playVirtually(() => ask(replayTransport(replayed)))).to.deep.equal(live);
        expect(playVirtually(() => ask(virtualTransport(replayed)))).to.deep.equal(live);
      }),
      { numRuns: 150 },
    );
  });

  it('fails a request that it does not have', () => {
    const { ending } = playVirtually(() => ask(replayTransport({ exchanges: [] })));
    expect(ending).to.deep.include({ type: 'error' });
    expect(JSON.stringify(ending)).to.contain('unexpected request 1: the .marble file has 0 request(s)');
  });

  it('plays at another speed', () => {
    const chunk = { at: 100, bytes: bytes('a') };
    const head = { type: 'reply', after: 50, status: 200, headers: {} } as const;
    const file: MarbleFile = {
      exchanges: [{ at: 0, reply: { ...head, chunks: [chunk], ending: { type: 'end', at: 200 } } }],
    };
    const request = { method: 'POST', url: 'https://virtual.test/', headers: new Headers() } as const;
    const seen = playVirtually(() =>
      replayTransport(file, { speed: 10 })
        .stream(request)
        .pipe(
          mergeMap((head) => head.bytes),
          map(({ length }) => length),
        ),
    );
    expect(seen).to.deep.equal({ events: [{ at: 15, value: 1 }], ending: { type: 'complete', at: 25 } });
  });
});
