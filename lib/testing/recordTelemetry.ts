import type { AgentEnd, AgentReport, ToolEnd, ToolReport } from '../telemetry/AgentTelemetry.js';
import type {
  CallEnd,
  CallReport,
  DrainReport,
  FailOverReport,
  RequestReport,
  RetryReport,
  SkippedFrame,
  SocketRequestReport,
  SsePoll,
  Telemetry,
} from '../telemetry/Telemetry.js';

/** A telemetry implementation that stores every report. */
export interface RecordedTelemetry extends Telemetry {
  /** The arguments of `onCall`. */
  readonly calls: readonly CallReport[];
  /** The arguments of every call's `onEnd`. */
  readonly ends: readonly CallEnd[];
  /** The arguments of `onRequest`. */
  readonly requests: readonly RequestReport[];
  /** The arguments of `onRetry`. */
  readonly retries: readonly RetryReport[];
  /** The arguments of `onFailOver`. */
  readonly failOvers: readonly FailOverReport[];
  /** The arguments of `onSsePoll`. */
  readonly polls: readonly SsePoll[];
  /** The arguments of `onWsRequest`. */
  readonly socketRequests: readonly SocketRequestReport[];
  /** The arguments of `onWsPoll`. */
  readonly socketPolls: readonly SsePoll[];
  /** The arguments of `onDemand`. */
  readonly demands: readonly boolean[];
  /** The arguments of `onDrain`. */
  readonly drains: readonly DrainReport[];
  /** The arguments of `onSkipped`. */
  readonly skipped: readonly SkippedFrame[];
  /** The arguments of `onAgent`. */
  readonly agents: readonly AgentReport[];
  /** The arguments of every agent's `onEnd`. */
  readonly agentEnds: readonly AgentEnd[];
  /** The arguments of `onTool`. */
  readonly tools: readonly ToolReport[];
  /** The arguments of every tool's `onEnd`. */
  readonly toolEnds: readonly ToolEnd[];
}

/**
 * Creates telemetry that stores every report, in order, for a test to check.
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
  const demands: boolean[] = [];
  const drains: DrainReport[] = [];
  const skipped: SkippedFrame[] = [];
  const agents: AgentReport[] = [];
  const agentEnds: AgentEnd[] = [];
  const tools: ToolReport[] = [];
  const toolEnds: ToolEnd[] = [];
  return {
    agents,
    agentEnds,
    tools,
    toolEnds,
    calls,
    ends,
    requests,
    retries,
    failOvers,
    polls,
    socketRequests,
    socketPolls,
    demands,
    drains,
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
    onDemand: (isOpen) => demands.push(isOpen),
    onDrain: (report) => drains.push(report),
    onSkipped: (frame) => skipped.push(frame),
    onAgent: (report) => {
      agents.push(report);
      return { onEnd: (end) => agentEnds.push(end) };
    },
    onTool: (report) => {
      tools.push(report);
      return { onEnd: (end) => toolEnds.push(end) };
    },
  };
};
