import { expect } from 'chai';
import { of, throwError } from 'rxjs';
import { spy } from 'sinon';
import { tapSseTelemetry } from '../../../lib/operators/telemetry/tapSseTelemetry.js';
import { apiError } from '../../../lib/protocol/errors/ApiError.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { syncOutcome } from '../syncOutcome.js';

const frames = [
  { event: 'message', data: '1' },
  { event: '', data: 'ping', comment: true },
] as const;
const throwing = () => {
  throw new Error('the hook broke');
};

describe('tapSseTelemetry', () => {
  it('changes nothing where a hook throws at a frame, a comment or the end', () => {
    const onSsePoll = spy(throwing);
    const tapped = of(...frames).pipe(tapSseTelemetry({ onSsePoll }));
    expect(syncOutcome(tapped)).to.deep.equal({ values: frames, end: 'complete' });
    expect(onSsePoll.callCount).to.equal(3);
  });

  it('changes nothing where a hook throws at an error', () => {
    const error = new Error('lost');
    const tapped = throwError(() => error).pipe(tapSseTelemetry({ onSsePoll: throwing }));
    expect(syncOutcome(tapped).error).to.equal(error);
  });

  it('redacts the error that it reports, and not the error that it passes on', () => {
    const telemetry = recordTelemetry();
    const secret = apiError({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    const clean = apiError({ type: 'stream', reason: 'truncated', detail: '[redacted]' });
    const tapped = throwError(() => secret).pipe(tapSseTelemetry(telemetry, { redact: () => clean }));
    expect(syncOutcome(tapped).error).to.deep.equal({ type: 'stream', reason: 'truncated', detail: 'sk-secret' });
    expect(telemetry.polls.map(({ error }) => error)).to.have.ordered.members([clean]);
  });

  it('redacts the name of the event that it reports, and not the frame that it passes on', () => {
    const telemetry = recordTelemetry();
    const frame = { event: 'sk-secret', data: '1' };
    const tapped = of(frame).pipe(
      tapSseTelemetry(telemetry, { redactText: (text) => text.replace('sk-secret', '[redacted]') }),
    );
    expect(syncOutcome(tapped).values).to.deep.equal([frame]);
    expect(telemetry.polls[0]?.event).to.equal('[redacted]');
  });

  it('reads no clock where nobody listens', () => {
    const now = spy(() => 0);
    const scheduler = { now, schedule: throwing };
    expect(syncOutcome(of(...frames).pipe(tapSseTelemetry({}, { scheduler })))).to.deep.equal({
      values: frames,
      end: 'complete',
    });
    expect(now.callCount).to.equal(0);
  });
});
