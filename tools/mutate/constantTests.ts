const DEFAULTS = ['spec/defaults.spec.ts'];
const REDACTION = ['spec/security/redaction.spec.ts'];
const RELAY = ['spec/relay/server/*.spec.ts', 'marbles/relay/**/*.marbles.ts'];
const STRICT = ['spec/server/strict*.spec.ts'];
const APP_SERVER = ['spec/agent/appServer/limits.spec.ts'];
const VIRTUAL = ['spec/testing/virtualAppServer.spec.ts'];
const EXPECT = ['spec/testing/expectMarble.spec.ts'];
const LIMITS = ['spec/limits.spec.ts'];
const ANSWERS = ['spec/security/answers.spec.ts'];
const TRANSPORTS = ['spec/security/transports.spec.ts'];
const CONSTANTS = ['spec/constants.spec.ts'];

/** The tests that notice a doubled constant, where they are not those with the file's own name. */
export const CONSTANT_TESTS: Readonly<Record<string, readonly string[]>> = {
  'ag-ui/statePatch.ts': ['spec/security/agUi.spec.ts'],
  'agent/appServer/ThreadList.ts': APP_SERVER,
  'agent/appServer/turn/ActiveTurn.ts': APP_SERVER,
  'agent/appServer/turn/ActiveTurn.ts: MAX_FAMILY': ['spec/security/appServer.spec.ts'],
  'clients/websocket/WebSocketOptions.ts': DEFAULTS,
  'agent/appServer/rpc/RpcPeer.ts': CONSTANTS,
  'agent/process/stderrTail.ts': CONSTANTS,
  'answer/incrementalJson.ts': ['spec/answer/incrementalJson.spec.ts', ...LIMITS],
  'answer/unfence.ts': LIMITS,
  'backpressure/boundedIteration.ts': DEFAULTS,
  'cli/markdown/BoundedLexer.ts': ['spec/security/terminal.spec.ts'],
  'cli/markdown/BoundedTokenizer.ts': ['spec/security/terminal.spec.ts'],
  'cli/markdown/TerminalRenderer.ts': ['spec/security/terminal.spec.ts'],
  'cli/commands/pipedText.ts': CONSTANTS,
  'cli/arguments/options.ts': CONSTANTS,
  'clients/http/keptResponses.ts': TRANSPORTS,
  'clients/websocket/ResponseIds.ts': CONSTANTS,
  'clients/websocket/knownRefusals.ts': ['spec/clients/websocket/knownRefusals.spec.ts'],
  'clients/RoutedClient.ts': CONSTANTS,
  'decode/chat/joinState.ts': ['spec/decode/chat/*.spec.ts', ...LIMITS],
  'decode/gemini/partialArguments.ts': ['spec/decode/gemini/*.spec.ts', ...LIMITS, ...ANSWERS],
  'decode/text/receivedText.ts': CONSTANTS,
  'node/recording/fixtureTransport.ts': ['spec/node/recording/streamFromFixture.spec.ts'],
  'node/inflateAny.ts': ['spec/node/httpTransport.spec.ts'],
  'node/recording/lineFiles.ts': ['spec/security/requests.spec.ts', ...LIMITS],
  'node/plainBody.ts': TRANSPORTS,
  'node/openNodeSocket.ts': ['spec/node/nodeWebSocketTransport.spec.ts'],
  'operators/answer/coalesce.ts': DEFAULTS,
  'operators/answer/partialJson.ts': DEFAULTS,
  'operators/answer/retryAnswer.ts': DEFAULTS,
  'operators/answer/smooth.ts': [...CONSTANTS, ...DEFAULTS],
  'operators/http/resumable.ts': DEFAULTS,
  'operators/tools/toolLoop.ts: maxSteps': DEFAULTS,
  'operators/tools/toolStep.ts': DEFAULTS,
  'otel/openTelemetry.ts': CONSTANTS,
  'payload/joinParameters.ts': ['spec/payload/**/*.spec.ts', ...LIMITS],
  'protocol/codec/binary.ts': ['spec/node/recording/recordingTransport.spec.ts'],
  'protocol/errors/closeCode.ts': CONSTANTS,
  'protocol/errors/meaning/evidence.ts': ['spec/protocol/errors/**/*.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_TIMER_DELAY': LIMITS,
  'protocol/limits.ts: DEFAULT_BUFFER_LIMIT': DEFAULTS,
  'protocol/limits.ts: MAX_CAUSE_DEPTH': LIMITS,
  'protocol/limits.ts: DEFAULT_MAX_TOKENS': ['spec/payload/messages/*.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_SECRETS': ['spec/telemetry/Redactor.spec.ts', ...LIMITS],
  'protocol/limits.ts: MAX_ITEMS': DEFAULTS,
  'protocol/limits.ts: MAX_CALLS': DEFAULTS,
  'protocol/limits.ts: MAX_OPEN_PARTS': ANSWERS,
  'protocol/limits.ts: MAX_ANSWER_SIZE': DEFAULTS,
  'protocol/schema/checkValue.ts': CONSTANTS,
  'provider/RetryConfig.ts': ['spec/provider/*.spec.ts', ...LIMITS],
  'provider/retryBudget.ts': DEFAULTS,
  'relay/client/relayRequest.ts': RELAY,
  'relay/client/RelayClient.ts': RELAY,
  'relay/frames/readableBytes.ts': ['spec/relay/frames/*.spec.ts', ...LIMITS],
  'protocol/recording/marbleFile/MarbleFile.ts': ['spec/security/marbleFiles.spec.ts'],
  'protocol/recording/marbleFile/marbleLane.ts': [
    'spec/protocol/recording/marbleFile/*.spec.ts',
    'spec/security/marbleFiles.spec.ts',
  ],
  'relay/server/AnswerRuns.ts: MAX_FAILED': LIMITS,
  'relay/server/AnswerRuns.ts: SIGNS_PER_LEASE': ['spec/entryScheduler.spec.ts'],
  'relay/server/cors.ts': [...RELAY, ...LIMITS],
  'relay/server/readJsonBody.ts': ['spec/relay/server/hooks.spec.ts'],
  'relay/server/relay.ts': ['spec/relay/server/refusal.spec.ts'],
  'relay/server/relayRoutes.ts': [...RELAY, ...LIMITS],
  'relay/store/memoryReplayStore.ts': ['spec/relay/store/memoryReplayStore.spec.ts', ...LIMITS],
  'server/endpoints/inputItemsPage.ts': CONSTANTS,
  'server/endpoints/native/signature.ts': ['spec/server/strictNative.spec.ts'],
  'server/log/RequestLog.ts': ['spec/security/requests.spec.ts'],
  'server/script/AnswerPlan.ts': ['spec/server/**/*.spec.ts'],
  'telemetry/encodedCharacter.ts': REDACTION,
  'telemetry/maskSecret.ts': ['spec/telemetry/Redactor.spec.ts', ...REDACTION],
  'telemetry/Redactor.ts': CONSTANTS,
  'telemetry/devtools/callStages.ts': [
    'marbles/operators/telemetry/tapDevtools.marbles.ts',
    'spec/operators/telemetry/tapDevtools.spec.ts',
  ],
  'testing/differingValues.ts': ['spec/testing/marbleFailures.spec.ts'],
  'testing/appServer/virtualAppServer.ts': VIRTUAL,
  'testing/appServer/withFault.ts': VIRTUAL,
  'testing/expect/checkMarble.ts': EXPECT,
  'testing/expect/checkReceived.ts': EXPECT,
  'testing/subscriptionDifference.ts': ['spec/testing/marbleFailures.spec.ts'],
  'transport/WebSocketTransport.ts': [
    'spec/transport/globalWebSocketTransport.spec.ts',
    'spec/operators/framing/*.spec.ts',
  ],
  'transport/connectionError.ts': LIMITS,
  'answer/answerFold.ts': CONSTANTS,
  'operators/answer/hedge.ts': CONSTANTS,
  'operators/framing/cutAtLineEnds.ts': ['marbles/operators/framing/cutAtLineEnds.marbles.ts', ...CONSTANTS],
  'operators/telemetry/detectBuffering.ts': CONSTANTS,
  'operators/tools/keptRuns.ts': CONSTANTS,
  'operators/tools/toolFault.ts': CONSTANTS,
  'protocol/codec/json.ts': ANSWERS,
  'protocol/codec/sameJson.ts': CONSTANTS,
  'protocol/errors/askedDelay.ts': ['spec/protocol/errors/askedDelay.spec.ts', ...CONSTANTS],
  'protocol/errors/errorBody.ts': ['spec/protocol/errors/errorBody.spec.ts', ...CONSTANTS],
  'server/script/defaultScript.ts': CONSTANTS,
  'server/strict/StrictServer.ts': STRICT,
  'testing/virtualTransport.ts': ['spec/clients/telemetry/stages.spec.ts'],
};

/** Constants that no test can notice, with the reason. */
export const EQUIVALENT_CONSTANTS: Readonly<Record<string, string>> = {
  'node/recording/fixtureTransport.ts: PIECE':
    'the size of the pieces in which a file is read changes nothing that is emitted',
  'protocol/recording/marbleFile/valueText.ts: bytesoffset':
    'the offset is always that of a byte, and no byte is as large as either number',
  'protocol/codec/binary.ts: PIECE': 'a text is converted in pieces of any size that is a multiple of three',
  'protocol/codec/textBuffer.ts: PIECES': 'the number of pieces before they are joined changes the time, not the text',
  'operators/framing/cutAtLineEnds.ts: PIECE': 'the size from which chunks are divided changes the time, not the lines',
  'operators/answer/smooth.ts: BLOCK':
    'graphemes are the same, whatever the size of the blocks in which they are found',
  'operators/answer/smooth.ts: MARGIN': 'a margin is longer than any grapheme',
  'operators/tools/resultValues.ts: VALUES_PER_TASK':
    'the number of values per task changes the pauses between them, which nobody can observe',
  'decode/text/textRecords.ts: FEW': 'the number of texts from which indexes are used changes the time, not the events',
  'cli/markdown/markdownWriter.ts: GROWTH':
    'the factor changes when a long block is written for good, not what is written',
  'protocol/errors/askedDelay.ts: 1': 'each unit that is found in a text is in the table of units',
  'ag-ui/runWriter.ts: getunique': 'the number behind a repeated id differs from all others, whatever it begins with',
  'node/httpTransport.ts: status': 'Node gives each response a status; the default is for the type',
  'node/nodeWebSocketTransport.ts: status': 'Node gives each response a status; the default is for the type',
  'operators/tools/toolLoop.ts: maxSteps = 1':
    'the value that is checked if the option is absent, where any valid number will do',
  'operators/tools/toolLoop.ts: maxCalls':
    'the value that is checked if the option is absent, where any valid number will do',
  'operators/tools/toolLoop.ts: concurrency':
    'the value that is checked if the option is absent, where any valid number will do',
  'server/endpoints/native/signature.ts: LENGTH': 'a signature is compared with itself, whatever its length',
  'telemetry/encodedCharacter.ts: LONGEST_ESCAPE': 'an upper bound, which spares a search',
  'telemetry/redactChunks.ts: TAIL': 'a longer tail finds the same secrets, and holds bytes for longer',
};

const TIME =
  /timeout|delay|grace|idle|^lease$|wait(?!ing)|^LATE$|^TICK$|^FRAME$|frame$|^HOLD$|timer|lag$|patience|interval|period|spread|^ttl$|ttft|heartbeat|drain|remembered|pace|speed|measured|^after$|keep_?alive|gap|silence|pause|^checkAfter$/i;

/** Returns true for a time: those have marble tests, and a list of their own. */
export const isTiming = (name: string): boolean => TIME.test(name);
