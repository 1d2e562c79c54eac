import { expect } from 'chai';
import { EMPTY, throwError } from 'rxjs';
import { tapSendTelemetry } from '../../../lib/operators/telemetry/tapSendTelemetry.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset } from '../../../lib/testing/virtualTransport.js';
import { syncOutcome } from '../syncOutcome.js';

const throwing = {
  onWsRequest: () => {
    throw new Error('the hook broke');
  },
};
const rejecting = { onWsRequest: () => Promise.reject(new Error('the hook broke')) };

describe('tapSendTelemetry', () => {
  for (const [what, telemetry] of [
    ['throws', throwing],
    ['rejects', rejecting],
    ['is missing', {}],
  ] as const) {
    it(`changes nothing at the end where the hook ${what}`, () => {
      expect(syncOutcome(EMPTY.pipe(tapSendTelemetry(telemetry, { reused: false }))).end).to.equal('complete');
    });

    it(`changes nothing at an error where the hook ${what}`, () => {
      const error = new Error('lost');
      const failing = throwError(() => error).pipe(tapSendTelemetry(telemetry, { reused: false }));
      expect(syncOutcome(failing).error).to.equal(error);
    });
  }

  for (const reused of [true, false])
    it(`reports that the socket was ${reused ? 'open before' : 'new'}`, () => {
      const telemetry = recordTelemetry();
      syncOutcome(EMPTY.pipe(tapSendTelemetry(telemetry, { reused })));
      syncOutcome(throwError(reset).pipe(tapSendTelemetry(telemetry, { reused })));
      expect(telemetry.socketRequests.map((report) => report.reused)).to.deep.equal([reused, reused]);
    });

  it('reports no error where there was none', () => {
    const telemetry = recordTelemetry();
    syncOutcome(EMPTY.pipe(tapSendTelemetry(telemetry, { reused: false })));
    expect(telemetry.socketRequests.map((report) => 'error' in report)).to.deep.equal([false]);
  });

  it('redacts the error that it reports, and not the error that it passes on', () => {
    const telemetry = recordTelemetry();
    const secret = apiError({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    const clean = apiError({ type: 'stream', reason: 'truncated', detail: '[redacted]' });
    const failing = throwError(() => secret).pipe(tapSendTelemetry(telemetry, { reused: false, redact: () => clean }));
    expect(syncOutcome(failing).error).to.deep.equal({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    expect(telemetry.socketRequests.map(({ error }) => error)).to.have.ordered.members([clean]);
  });

  it('reports once for every subscription', () => {
    const telemetry = recordTelemetry();
    const sending = EMPTY.pipe(tapSendTelemetry(telemetry, { reused: false }));
    expect(telemetry.socketRequests).to.have.length(0);
    syncOutcome(sending);
    syncOutcome(sending);
    expect(telemetry.socketRequests).to.have.length(2);
  });
});
