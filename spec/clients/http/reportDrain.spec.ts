import { expect } from 'chai';
import { concat, defer, EMPTY, timer } from 'rxjs';
import { reportDrain } from '../../../lib/clients/http/reportDrain.js';
import type { DrainReport } from '../../../lib/telemetry/Telemetry.js';
import { inVirtualTime } from '../../support/virtualTime.js';

describe('reportDrain', () => {
  it('measures a drain with the given scheduler', () => {
    const reports: DrainReport[] = [];
    inVirtualTime((scheduler) => {
      const drain = (onEnd?: (isWhole: boolean) => void) => void scheduler.schedule(() => onEnd?.(true), 7);
      const start = reportDrain({ onDrain: (report) => reports.push(report) }, drain, scheduler);
      const started = defer(() => {
        start?.();
        return EMPTY;
      });
      return concat(timer(5, scheduler), started);
    });
    expect(reports).to.deep.equal([{ isWhole: true, duration: 7 }]);
  });
});
