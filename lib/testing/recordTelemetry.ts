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
} from '../telemetry/Telemetry.js';

/** Telemetry that remembers everything that it was told. */
export interface RecordedTelemetry extends Telemetry {
  /** What `onCall` was told. */
  readonly calls: readonly CallReport[];
  /** What the `onEnd` of every call was told. */
  readonly ends: readonly CallEnd[];
  /** What `onRequest` was told. */
  readonly requests: readonly RequestReport[];
  /** What `onRetry` was told. */
  readonly retries: readonly RetryReport[];
  /** What `onFailOver` was told. */
  readonly failOvers: readonly FailOverReport[];
  /** What `onSsePoll` was told. */
  readonly polls: readonly SsePoll[];
  /** What `onWsRequest` was told. */
  readonly socketRequests: readonly SocketRequestReport[];
  /** What `onWsPoll` was told. */
  readonly socketPolls: readonly SsePoll[];
  /** What `onSkipped` was told. */
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
