import { expect } from 'chai';
import { concat, delay, map, mergeMap, NEVER, of, timer, type SchedulerLike } from 'rxjs';
import { playSession } from '../../lib/testing/appServer/playSession.js';
import { marbleEvents } from '../../lib/testing/marbleEvents.js';
import { HELLO } from '../support/agent/appServerLines.js';
import { inVirtualTime } from '../support/virtualTime.js';

describe('the scheduler of the test helpers', () => {
  it('measures the times of marbleEvents from the subscription on', () => {
    const { values } = inVirtualTime((scheduler) => {
      const source = timer(4, scheduler).pipe(map(() => 'a'));
      const observed = concat(source, timer(3, scheduler).pipe(map(() => 'b'))).pipe(marbleEvents({ scheduler }));
      return concat(timer(5, scheduler).pipe(map(() => 'late')), observed);
    });
    expect(values.slice(1)).to.deep.equal([
      {
        events: [
          { at: 4, value: 'a' },
          { at: 7, value: 'b' },
        ],
        ending: { type: 'complete', at: 7 },
      },
    ]);
  });

  it('measures the wait of playSession before each of its lines, and before an answer that no line has', () => {
    const request = (json: object) => `${JSON.stringify({ id: 1, ...json })}\n`;
    const stdin = (scheduler: SchedulerLike) =>
      concat(
        of(request({ method: 'initialize' })),
        of(request({ id: 2, method: 'made/up' })).pipe(delay(50, scheduler)),
        NEVER,
      );
    const { values, times } = inVirtualTime((scheduler) =>
      playSession(HELLO, { pace: 7, scheduler })
        .run({ command: 'codex', args: [], env: {}, stdin: stdin(scheduler) })
        .pipe(mergeMap(({ stdout }) => stdout)),
    );
    expect(values).to.have.length(2);
    expect(times).to.deep.equal([14, 57]);
  });
});
