import { expect } from 'chai';
import { concat, mergeMap, of, timer } from 'rxjs';
import { detectBuffering, type BufferedArrival } from '../../../lib/operators/telemetry/detectBuffering.js';
import { tapRunTelemetry } from '../../../lib/operators/telemetry/tapRunTelemetry.js';
import { inVirtualTime } from '../../support/virtualTime.js';

describe('the scheduler of the telemetry operators', () => {
  it('measures the arrival of a stream that came in one piece', () => {
    const arrivals: BufferedArrival[] = [];
    inVirtualTime((scheduler) =>
      concat(timer(70, scheduler), of(1, 2), timer(5, scheduler)).pipe(
        detectBuffering({
          onBuffering: (arrival) => arrivals.push(arrival),
          ...{ minValues: 4, minWait: 70, maxSpread: 5 },
          scheduler,
        }),
      ),
    );
    expect(arrivals).to.deep.equal([{ wait: 70, spread: 5, values: 4 }]);
  });

  it('measures a run of a tool or of an agent', () => {
    const ends: unknown[] = [];
    inVirtualTime((scheduler) => {
      const run = timer(9, scheduler).pipe(
        tapRunTelemetry(
          { onEnd: (end) => ends.push(end) },
          { onValue: () => undefined, endOf: (end) => end, scheduler },
        ),
      );
      return timer(5, scheduler).pipe(mergeMap(() => run));
    });
    expect(ends).to.deep.equal([{ outcome: 'completed', duration: 9 }]);
  });
});
