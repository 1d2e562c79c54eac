import { expect } from 'chai';
import { concat, map, of, switchMap, timer } from 'rxjs';
import { recordStream } from '../../lib/operators/http/recordStream.js';
import { parseRecording } from '../../lib/protocol/recording/parseRecording.js';
import { response } from '../../lib/testing/virtualTransport.js';
import { bytes, completed, sse } from '../../lib/testing/wire.js';
import { replayTransport } from '../../lib/transport/replayTransport.js';
import { isLeft } from '#either';
import { inVirtualTime } from '../support/virtualTime.js';

describe('the scheduler of recordings', () => {
  it('measures what is recorded, and paces what is replayed', () => {
    const lines: string[] = [];
    inVirtualTime((scheduler) => {
      const body = timer(20, scheduler).pipe(map(() => bytes(sse(completed()))));
      return of(response(body)).pipe(
        recordStream((line) => lines.push(line), { scheduler }),
        switchMap((head) => head.bytes),
      );
    });
    const recording = parseRecording(lines.join(''));
    if (isLeft(recording)) return expect.fail(recording.left);
    expect(recording.right.chunks.map(({ at }) => at)).to.deep.equal([20]);
    const request = { method: 'GET', url: 'https://test.invalid', headers: new Headers() } as const;
    const { endedAt } = inVirtualTime((scheduler) =>
      concat(
        replayTransport(recording.right, { scheduler })
          .stream(request)
          .pipe(switchMap((head) => head.bytes)),
      ),
    );
    expect(endedAt).to.equal(20);
  });
});
