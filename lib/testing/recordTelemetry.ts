import type {
  CallEnd,
  CallReport,
  FailOverReport,
  RequestReport,
  RetryReport,
  SkippedFrame,
  SocketRequestReport,
  SsePoll,
  Telemetry,
} from '../provider/Telemetry.js';

/** Telemetry that remembers everything that it was told. */
export interface RecordedTelemetry extends Telemetry {
  readonly calls: readonly CallReport[];
  readonly ends: readonly CallEnd[];
  readonly requests: readonly RequestReport[];
  readonly retries: readonly RetryReport[];
  readonly failOvers: readonly FailOverReport[];
  readonly polls: readonly SsePoll[];
  readonly socketRequests: readonly SocketRequestReport[];
  readonly socketPolls: readonly SsePoll[];
  readonly skipped: readonly SkippedFrame[];
}

/**
 * Telemetry for tests.
 *
 * @example
 * const telemetry = recordTelemetry();
 * const transport = virtualTransport(of(response(EMPTY, { status: 500 })), of(response(bytes$)));
 * new ResponsesClient({ provider, transport, telemetry }).streamPrompt('gpt-5.1', 'Hi').subscribe(render);
 * // afterwards
 * expect(telemetry.requests.map(({ status }) => status)).to.deep.equal([500, 200]);
 */
export const recordTelemetry = (): RecordedTelemetry => {
  const calls: CallReport[] = [];
  const ends: CallEnd[] = [];
  const requests: RequestReport[] = [];
  const retries: RetryReport[] = [];
  const failOvers: FailOverReport[] = [];
  const polls: SsePoll[] = [];
  const socketRequests: SocketRequestReport[] = [];
  const socketPolls: SsePoll[] = [];
  const skipped: SkippedFrame[] = [];
  return {
    calls,
    ends,
    requests,
    retries,
    failOvers,
    polls,
    socketRequests,
    socketPolls,
    skipped,
    onCall: (report) => {
      calls.push(report);
      return { onEnd: (end) => ends.push(end) };
    },
    onRequest: (report) => requests.push(report),
    onRetry: (report) => retries.push(report),
    onFailOver: (report) => failOvers.push(report),
    onSsePoll: (poll) => polls.push(poll),
    onWsRequest: (report) => socketRequests.push(report),
    onWsPoll: (poll) => socketPolls.push(poll),
    onSkipped: (frame) => skipped.push(frame),
  };
};
