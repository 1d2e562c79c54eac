import { expect } from 'chai';
import { defer, finalize, map, take } from 'rxjs';
import type { Recording } from '../../lib/protocol/recording/Recording.js';
import { bytes } from '../../lib/testing/wire.js';
import type { HttpTransport } from '../../lib/transport/HttpTransport.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import { errorOf, outcomeOf, valuesOf } from '../support/collect.js';
import { describeTransport } from '../support/contracts/transportContract.js';

const AN_HOUR = 3_600_000;

const request = { method: 'POST', url: 'https://virtual.test/v1/responses', headers: new Headers() } as const;

describeTransport(
  'replayTransport',
  ({ status = 200, headers = {}, chunks = [], then = 'end' }) => {
    let leave: () => void;
    const left = new Promise<void>((resolve) => (leave = resolve));
    const played = chunks.map((chunk) => ({ at: 0, bytes: bytes(chunk) }));
    const recordings: Readonly<Record<typeof then, Recording>> = {
      end: { status, headers, chunks: played, ending: { type: 'end', at: 0 } },
      open: { status, headers, chunks: played, ending: { type: 'cancelled', at: 0 } },
      reset: { status, headers, chunks: played, ending: { type: 'lost', at: 0, detail: 'reset', code: 'ECONNRESET' } },
      headless: { status, headers, chunks: [], ending: { type: 'cancelled', at: 0 } },
    };
    const replay = replayTransport(recordings[then]);
    let requests = 0;
    const transport: HttpTransport = {
      stream: (given, demand) =>
        defer(() => {
          requests += 1;
          return replay
            .stream(given, demand)
            .pipe(map((head) => ({ ...head, bytes: head.bytes.pipe(finalize(() => leave())) })));
        }),
    };
    return Promise.resolve({
      transport,
      url: request.url,
      requests: () => requests,
      closed: () => left,
      stop: () => Promise.resolve(),
    });
  },
  { headless: false },
);

const recording = (ending: Recording['ending']): Recording => ({
  status: 200,
  headers: { 'x-request-id': 'req_1' },
  chunks: [
    { at: 5, bytes: bytes('a') },
    { at: AN_HOUR, bytes: bytes('b') },
  ],
  ending,
});

const bodyOf = async (given: Recording) => {
  const [head] = await valuesOf(replayTransport(given, { speed: Infinity }).stream(request));
  return head?.bytes ?? expect.fail('there is no head');
};

describe('replayTransport', () => {
  it('plays everything at once at an infinite speed, without waiting for the event loop', async () => {
    const body = await bodyOf(recording({ type: 'end', at: AN_HOUR }));
    const seen: unknown[] = [];
    body.subscribe({
      next: (chunk) => seen.push(String(chunk)),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('end'),
    });
    expect(seen).to.deep.equal(['97', '98', 'end']);
  });

  it('plays no further for a consumer that leaves in the middle of what is played at once', async () => {
    const body = await bodyOf(recording({ type: 'lost', at: AN_HOUR, detail: 'reset' }));
    const [first, ...more] = await valuesOf(body.pipe(take(1)));
    expect([String(first), more]).to.deep.equal(['97', []]);
  });

  const endings: readonly [string, Recording['ending'], object][] = [
    [
      'a lost connection with its code',
      { type: 'lost', at: AN_HOUR, detail: 'read ECONNRESET', code: 'ECONNRESET' },
      { type: 'stream', reason: 'connection_lost', detail: 'read ECONNRESET', code: 'ECONNRESET' },
    ],
    [
      'a lost connection without a code',
      { type: 'lost', at: AN_HOUR, detail: 'terminated' },
      { type: 'stream', reason: 'connection_lost', detail: 'terminated' },
    ],
    [
      'a wait that reached its limit',
      { type: 'lost', at: AN_HOUR, detail: 'Body Timeout Error', code: 'ETIMEDOUT' },
      { type: 'transport', error: { type: 'timeout', detail: 'Body Timeout Error' } },
    ],
  ];
  for (const [what, ending, kind] of endings)
    it(`fails as it was recorded: ${what}`, async () => {
      const { values, error } = await outcomeOf(await bodyOf(recording(ending)));
      expect(values).to.have.length(2);
      expect(error).to.deep.include(kind);
    });

  for (const speed of [0, -1, NaN])
    it(`refuses the speed ${speed}`, async () => {
      const error = await errorOf(replayTransport(recording({ type: 'end', at: 0 }), { speed }).stream(request));
      expect(error.message).to.equal(
        `request build error: the replay option speed must be a number above 0, got ${speed}`,
      );
    });
});
