import type { Mutant } from './Mutant.js';

/** A wait or a rate of `lib` that is written as a number. */
export interface TimingConstant {
  /** The file, below `lib`. */
  readonly file: string;
  /** The declaration as it is written in the file. */
  readonly text: string;
  /** Other declarations, of which each must be noticed. */
  readonly others: readonly string[];
  /** The marble tests that must notice it. */
  readonly tests: readonly string[];
}

/** A constant that no marble can measure, with the reason. */
export interface RealTime {
  readonly file: string;
  readonly text: string;
  readonly why: string;
}

const DEFAULTS = ['marbles/timing.marbles.ts'];

/** Changes the number at the end of a declaration, in both directions. */
const timed = (file: string, text: string, others: readonly string[], tests: readonly string[] = DEFAULTS) => {
  const [, name = '', operator = ''] = /^(.*)( = |: | \?\? )[^=:?]*$/.exec(text) ?? [];
  return { file, text, tests, others: others.map((other) => `${name}${operator}${other}`) };
};

/** All timing constants of `lib`. A test fails if one is missing. */
export const timingConstants: readonly TimingConstant[] = [
  timed('provider/Provider.ts', 'options.streamIdleTimeout ?? 300_000', ['299_999', '300_001']),
  timed('provider/RetryConfig.ts', 'baseDelay: 200', ['199', '201']),
  timed('provider/RetryConfig.ts', 'maxDelay: 60_000', ['59_999', '60_001']),
  { file: 'provider/backoff.ts', text: '2 ** (n - 1)', others: ['1.9 ** (n - 1)', '2.1 ** (n - 1)'], tests: DEFAULTS },
  { file: 'provider/backoff.ts', text: '0.9 + random() * 0.2', others: ['0.8 + random() * 0.4', '1'], tests: DEFAULTS },
  timed('protocol/limits.ts', 'timeout: 1000', ['999', '1001']),
  timed(
    'protocol/limits.ts',
    'DRAIN_PATIENCE = 50',
    ['49', '51'],
    ['marbles/transport/drainingConnections.marbles.ts'],
  ),
  timed(
    'telemetry/devtools/callStages.ts',
    'FRAME_PAUSE = 4',
    ['3', '5'],
    ['marbles/operators/telemetry/tapDevtools.marbles.ts'],
  ),
  timed('operators/telemetry/tapDevtools.ts', 'silence = 1_000', ['999', '1_001']),
  timed('operators/telemetry/detectBuffering.ts', 'minWait = 1000', ['999', '1001']),
  timed('operators/telemetry/detectBuffering.ts', 'maxSpread = 50', ['49', '51']),
  timed('operators/framing/idleTimeout.ts', 'LATE = 50', ['49', '51']),
  timed('operators/http/resumable.ts', 'baseDelay = 200', ['199', '201']),
  timed('operators/http/resumable.ts', 'maxDelay = 60_000', ['59_999', '60_001']),
  timed('operators/answer/retryAnswer.ts', 'baseDelay = 200', ['199', '201']),
  timed('operators/answer/retryAnswer.ts', 'maxDelay = 60_000', ['59_999', '60_001']),
  timed('operators/answer/smooth.ts', 'maxLag = 500', ['499', '501']),
  timed('operators/answer/smooth.ts', 'TICK = 4', ['3', '5']),
  timed('operators/answer/coalesce.ts', 'maxWait = 250', ['249', '251']),
  timed('operators/answer/coalesce.ts', 'FRAME = 16', ['15', '17']),
  timed('operators/answer/hedge.ts', 'after = 2_000', ['1_999', '2_001']),
  timed('operators/tools/startTool.ts', 'DEFAULT_TIMEOUT = 600_000', ['599_999', '600_001']),
  timed('operators/tools/toolEvents.ts', 'HOLD = 50', ['49', '51'], ['marbles/operators/tools/toolEvents.marbles.ts']),
  timed('clients/RoutedClient.ts', 'HANDSHAKE_TIMEOUT = 5_000', ['4_999', '5_001']),
  timed('clients/websocket/knownRefusals.ts', 'REMEMBERED_FOR = 5 * 60_000', ['299_999', '300_001']),
  timed('clients/websocket/WebSocketOptions.ts', 'handshakeTimeout: 15_000', ['14_999', '15_001']),
  timed('clients/websocket/WebSocketOptions.ts', 'checkAfter: 15_000', ['14_999', '15_001']),
  timed('clients/websocket/WebSocketOptions.ts', 'pingTimeout: 2_000', ['1_999', '2_001']),
  timed('clients/websocket/WebSocketOptions.ts', 'firstMessageTimeout: 15_000', ['14_999', '15_001']),
  timed('clients/websocket/WebSocketOptions.ts', 'interruptTimeout: 5_000', ['4_999', '5_001']),
  timed('relay/frames/toEventStream.ts', 'DEFAULT_HEARTBEAT = 15_000', ['14_999', '15_001']),
  timed('relay/server/relayTimes.ts', 'grace: 10_000', ['9_999', '10_001']),
  timed('relay/server/relayTimes.ts', 'bodyTimeout: 30_000', ['29_999', '30_001']),
  timed('relay/store/memoryReplayStore.ts', 'ttl = 300_000', ['299_999', '300_001']),
  timed('relay/client/RelayClient.ts', 'options.idleTimeout ?? 45_000', ['44_999', '45_001']),
  timed('relay/client/RelayClient.ts', 'options.connectTimeout ?? 30_000', ['29_999', '30_001']),
  timed('relay/client/readRelay.ts', 'SHORTEST_MEASURED = 1000', ['999', '1001']),
  timed('ag-ui/rxHttpAgent.ts', 'connectTimeout = 30_000', ['29_999', '30_001']),
  timed('ag-ui/rxHttpAgent.ts', 'idleTimeout: idle = 300_000', ['299_999', '300_001']),
  timed(
    'angular/answerResource.ts',
    'serverTimeout = 10_000',
    ['9_999', '10_001'],
    ['marbles/angular/serverAnswers.marbles.ts'],
  ),
  timed('agent/AgentSession.ts', 'idleTimeout = 1_800_000', ['1_799_999', '1_800_001']),
  timed('agent/AgentSession.ts', 'exitGrace = 5_000', ['4_999', '5_001']),
  timed('agent/AgentSession.ts', 'requestTimeout = 60_000', ['59_999', '60_001']),
  timed('agent/AgentSession.ts', 'processKeepAlive = 1_000', ['999', '1_001']),
  timed(
    'agent/process/endGroup.ts',
    'CHECK_INTERVAL = 50',
    ['40', '60'],
    ['marbles/agent/process/endGroup.marbles.ts'],
  ),
  timed('cli/commands/pipedText.ts', 'INPUT_TIMEOUT = 3000', ['2999', '3001']),
  timed('cli/commands/pipedText.ts', 'PIPELINE_TIMEOUT = 30_000', ['29_999', '30_001']),
  timed('cli/output/showElapsed.ts', 'period = 100', ['99', '101']),
  timed('testing/virtualClient.ts', 'baseDelay: 10', ['9', '11']),
];

/** Numbers that are measured by something else than a scheduler, or that are no wait of this library. */
export const realTimes: readonly RealTime[] = [
  { file: 'agent/process/childProcessTransport.ts', text: 'DRAIN = 500', why: 'pipes of a real process' },
  {
    file: 'agent/process/childProcessTransport.ts',
    text: 'killGrace = 5_000',
    why: 'handed to endGroup, which has marbles',
  },
  { file: 'node/openNodeSocket.ts', text: 'CLOSE_GRACE = 1000', why: 'a real socket, with a timer of Node' },
  { file: 'node/environmentAgents.ts', text: 'KEEP_IDLE = 30_000', why: 'an option of an agent of Node, which waits' },
  { file: 'server/script/keepPace.ts', text: 'RESET_GRACE = 20', why: 'a real socket of the scripted server' },
  { file: 'server/script/defaultScript.ts', text: 'ttft: 150', why: 'the pace of the scripted server, in real time' },
  { file: 'relay/server/cors.ts', text: 'MAX_AGE = 600', why: 'a header: the browser waits' },
  { file: 'relay/server/relayRoutes.ts', text: 'delay: 1000', why: 'the Retry-After of a refusal: the caller waits' },
  {
    file: 'cli/output/answerOutput.ts',
    text: 'TIMELINE_FRAME = 50',
    why: 'the scale of a drawing; marbleLine has marbles',
  },
];

/** Creates the faults: each constant in both directions. */
export const timingMutants: readonly Mutant[] = timingConstants.flatMap(({ file, text, others, tests }) =>
  others.map((to) => ({ name: `${text} → ${to}`, group: 'timing' as const, file, from: text, to, tests })),
);
