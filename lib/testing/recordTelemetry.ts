import type { RequestReport, RetryReport, SkippedFrame, SsePoll, Telemetry } from '../provider/Telemetry.js';

/** Telemetry that remembers everything that it was told. */
export interface RecordedTelemetry extends Telemetry {
  readonly requests: readonly RequestReport[];
  readonly retries: readonly RetryReport[];
  readonly polls: readonly SsePoll[];
  readonly skipped: readonly SkippedFrame[];
}

/**
 * Telemetry for tests.
 *
 * @example
 * const telemetry = recordTelemetry();
 * new ResponsesClient({ provider, transport, telemetry });
 * // afterwards
 * expect(telemetry.requests.map((r) => r.status)).to.deep.equal([500, 200]);
 */
export const recordTelemetry = (): RecordedTelemetry => {
  const requests: RequestReport[] = [];
  const retries: RetryReport[] = [];
  const polls: SsePoll[] = [];
  const skipped: SkippedFrame[] = [];
  return {
    requests,
    retries,
    polls,
    skipped,
    onRequest: (report) => requests.push(report),
    onRetry: (report) => retries.push(report),
    onSsePoll: (poll) => polls.push(poll),
    onSkipped: (frame) => skipped.push(frame),
  };
};
