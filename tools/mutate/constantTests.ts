const DEFAULTS = ['spec/defaults.spec.ts'];
const REDACTION = ['spec/security/redaction.spec.ts'];
const RELAY = ['spec/relay/server/*.spec.ts', 'marbles/relay/**/*.marbles.ts'];
const LIMITS = ['spec/limits.spec.ts'];

/** The tests that notice a doubled constant, where they are not those with the file's own name. */
export const CONSTANT_TESTS: Readonly<Record<string, readonly string[]>> = {
  'agent/appServer/ThreadList.ts': ['spec/agent/appServer/appServer.spec.ts'],
  'agent/appServer/rpc/RpcPeer.ts': ['spec/agent/appServer/appServer.spec.ts'],
  'agent/process/stderrTail.ts': REDACTION,
  'answer/incrementalJson.ts': ['spec/answer/incrementalJson.spec.ts', ...LIMITS],
  'answer/unfence.ts': LIMITS,
  'backpressure/boundedIteration.ts': DEFAULTS,
  'cli/readPrompt.ts': ['spec/cli/run.spec.ts'],
  'cli/options.ts': ['spec/cli/options.spec.ts', 'spec/cli/run.spec.ts'],
  'clients/websocket/ResponseIds.ts': ['spec/clients/websocket/connections.spec.ts'],
  'clients/websocket/knownRefusals.ts': ['spec/clients/websocket/connections.spec.ts'],
  'clients/RoutedClient.ts': ['spec/clients/RoutedClient.spec.ts', ...DEFAULTS],
  'decode/chat/joinState.ts': ['spec/decode/chat/*.spec.ts', ...LIMITS],
  'decode/gemini/partialArguments.ts': ['spec/decode/gemini/*.spec.ts', ...LIMITS],
  'decode/text/receivedText.ts': ['spec/decode/text/*.spec.ts', ...LIMITS],
  'node/fixtureTransport.ts': ['spec/node/streamFromFixture.spec.ts'],
  'node/inflateAny.ts': ['spec/node/httpTransport.spec.ts'],
  'node/lineFiles.ts': ['spec/security/requests.spec.ts', ...LIMITS],
  'node/openNodeSocket.ts': ['spec/node/nodeWebSocketTransport.spec.ts'],
  'operators/answer/coalesce.ts': DEFAULTS,
  'operators/answer/partialJson.ts': DEFAULTS,
  'operators/answer/retryAnswer.ts': DEFAULTS,
  'operators/answer/smooth.ts': ['spec/operators/answer/smooth.spec.ts', ...DEFAULTS],
  'operators/http/resumable.ts': DEFAULTS,
  'operators/tools/toolLoop.ts: maxSteps': DEFAULTS,
  'operators/tools/toolStep.ts': DEFAULTS,
  'otel/openTelemetry.ts': ['spec/otel/content.spec.ts', ...DEFAULTS],
  'payload/joinParameters.ts': ['spec/payload/**/*.spec.ts', ...LIMITS],
  'protocol/codec/binary.ts': ['spec/node/recordingTransport.spec.ts'],
  'protocol/errors/closeCode.ts': ['spec/protocol/errors/*.spec.ts', 'spec/operators/framing/*.spec.ts'],
  'protocol/errors/evidence.ts': ['spec/protocol/errors/**/*.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_TIMER_DELAY': LIMITS,
  'protocol/limits.ts: DEFAULT_BUFFER_LIMIT': DEFAULTS,
  'protocol/limits.ts: MAX_CAUSE_DEPTH': LIMITS,
  'protocol/limits.ts: DEFAULT_MAX_TOKENS': ['spec/payload/messages/*.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_SECRETS': ['spec/telemetry/Redactor.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_ITEMS': DEFAULTS,
  'protocol/limits.ts: MAX_CALLS': DEFAULTS,
  'protocol/limits.ts: MAX_ANSWER_SIZE': DEFAULTS,
  'protocol/schema/checkValue.ts': ['spec/protocol/**/*.spec.ts', 'spec/operators/tools/toolFault.spec.ts'],
  'provider/RetryConfig.ts': ['spec/provider/*.spec.ts', ...LIMITS],
  'provider/retryBudget.ts': DEFAULTS,
  'relay/client/relayRequest.ts': RELAY,
  'relay/client/RelayClient.ts': RELAY,
  'relay/frames/readableBytes.ts': ['spec/relay/frames/*.spec.ts', ...LIMITS],
  'relay/server/cors.ts': [...RELAY, ...LIMITS],
  'relay/server/relayRoutes.ts': [...RELAY, ...LIMITS],
  'relay/store/memoryReplayStore.ts': ['spec/relay/store/memoryReplayStore.spec.ts', ...LIMITS],
  'server/endpoints/inputItemsPage.ts': ['spec/server/endpoints/keptActions.spec.ts'],
  'server/endpoints/native/signature.ts': ['spec/server/strictNative.spec.ts'],
  'server/log/RequestLog.ts': ['spec/security/requests.spec.ts'],
  'server/script/AnswerPlan.ts': ['spec/server/**/*.spec.ts'],
  'telemetry/encodedCharacter.ts': REDACTION,
  'telemetry/maskSecret.ts': ['spec/telemetry/Redactor.spec.ts', ...REDACTION],
  'telemetry/Redactor.ts': ['spec/telemetry/Redactor.spec.ts', ...REDACTION],
  'testing/playSession.ts': ['spec/agent/appServer/appServer.spec.ts'],
  'transport/WebSocketTransport.ts': [
    'spec/transport/globalWebSocketTransport.spec.ts',
    'spec/operators/framing/*.spec.ts',
  ],
  'transport/connectionError.ts': LIMITS,
};

/** Constants that no test can notice, with the reason. */
export const EQUIVALENT_CONSTANTS: Readonly<Record<string, string>> = {};

const TIME =
  /timeout|delay|grace|idle|wait(?!ing)|^LATE$|^TICK$|^FRAME$|frame$|^HOLD$|timer|lag$|patience|interval|period|spread|^ttl$|ttft|heartbeat|drain|remembered|pace|speed|measured|^after$|keep_?alive|gap/i;

/** Returns true for a time: those have marble tests, and a list of their own. */
export const isTiming = (name: string): boolean => TIME.test(name);
