import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { tapRequestTelemetry } from '../../../lib/operators/telemetry/tapRequestTelemetry.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { reset, response } from '../../../lib/testing/virtualTransport.js';
import { syncOutcome } from '../syncOutcome.js';

const throwing = {
  onRequest: () => {
    throw new Error('the hook broke');
  },
};
const head = response();

describe('tapRequestTelemetry', () => {
  it('changes nothing where a hook throws at a head', () => {
    const { values, end } = syncOutcome(of(head).pipe(tapRequestTelemetry(throwing)));
    expect(values).to.have.ordered.members([head]);
    expect(end).to.equal('complete');
  });

  it('changes nothing where a hook throws at an error', () => {
    const error = new Error('lost');
    const failing = throwError(() => error).pipe(tapRequestTelemetry(throwing));
    expect(syncOutcome(failing).error).to.equal(error);
    const network = reset();
    const failingToo = throwError(() => network).pipe(tapRequestTelemetry(throwing));
    expect(syncOutcome(failingToo)).to.deep.equal(syncOutcome(throwError(() => network)));
  });

  it('needs no hook', () => {
    expect(syncOutcome(of(head).pipe(tapRequestTelemetry({}))).end).to.equal('complete');
  });

  it('redacts the error that it reports, and not the error that it passes on', () => {
    const telemetry = recordTelemetry();
    const secret = apiError({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    const clean = apiError({ type: 'stream', reason: 'truncated', detail: '[redacted]' });
    const failing = throwError(() => secret).pipe(tapRequestTelemetry(telemetry, { redact: () => clean }));
    expect(syncOutcome(failing).error).to.deep.equal({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    expect(telemetry.requests.map(({ error }) => error)).to.have.ordered.members([clean]);
  });

  it('does not report an error that is no ApiError', () => {
    const telemetry = recordTelemetry();
    syncOutcome(throwError(() => new TypeError('x is not a function')).pipe(tapRequestTelemetry(telemetry)));
    expect(telemetry.requests).to.deep.equal([]);
  });

  it('reports the status of a failure only if it has one', () => {
    const telemetry = recordTelemetry();
    const http = apiError({
      type: 'transport',
      error: { type: 'http', status: 429, headers: {}, body: '', url: 'https://api.test' },
    });
    const tapped = tapRequestTelemetry(telemetry);
    for (const error of [http, reset()]) syncOutcome(throwError(() => error).pipe(tapped));
    expect(telemetry.requests.map((report) => ('status' in report ? report.status : 'none'))).to.deep.equal([
      429,
      'none',
    ]);
  });
});
