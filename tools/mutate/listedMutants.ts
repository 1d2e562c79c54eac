import { listed } from './listed.js';
import type { Mutant } from './Mutant.js';
import { entryMutants } from './entryMutants.js';
import { securityMutants } from './securityMutants.js';
import { stageMutants } from './stageMutants.js';

const DEFAULTS = ['spec/defaults.spec.ts'];
const BOUNDS = ['spec/security/bounds.spec.ts'];
const REQUESTS = ['spec/security/requests.spec.ts'];
const FRAMING = ['spec/security/framing.spec.ts'];
const SCHEDULER = ['spec/clients/scheduler.spec.ts'];
const CLIENTS = [
  'marbles/clients/*.marbles.ts',
  'marbles/clients/http/*.marbles.ts',
  'spec/clients/conformance/decisions.spec.ts',
  'spec/clients/telemetry/telemetry.spec.ts',
];

const defaults: readonly Mutant[] = [
  listed('default', 'agent/AgentSession.ts', 'idleTimeout = 1_800_000', 'idleTimeout = 900_000', DEFAULTS),
  listed('default', 'agent/AgentSession.ts', 'exitGrace = 5_000', 'exitGrace = 9_000', DEFAULTS),
  listed('default', 'agent/AgentSession.ts', 'requestTimeout = 60_000', 'requestTimeout = 6_000', DEFAULTS),
  listed('default', 'agent/AgentSession.ts', 'processKeepAlive = 1_000', 'processKeepAlive = 2_000', DEFAULTS),
  listed(
    'default',
    'backpressure/boundedIteration.ts',
    'DEFAULT_HIGH_WATER_MARK = 1600',
    'DEFAULT_HIGH_WATER_MARK = 1700',
    DEFAULTS,
  ),
  listed('default', 'operators/answer/coalesce.ts', 'maxWait = 250', 'maxWait = 500', DEFAULTS),
  listed('default', 'operators/answer/coalesce.ts', 'maxSize = 10_000', 'maxSize = 9_999', DEFAULTS),
  listed('default', 'operators/answer/retryAnswer.ts', 'maxRetries = 5', 'maxRetries = 6', DEFAULTS),
  listed('default', 'operators/answer/retryAnswer.ts', 'baseDelay = 200', 'baseDelay = 250', DEFAULTS, { short: true }),
  listed('default', 'operators/answer/retryAnswer.ts', 'maxDelay = 60_000', 'maxDelay = 30_000', DEFAULTS),
  listed('default', 'operators/answer/retryAnswer.ts', 'delay > maxDelay', 'delay >= maxDelay', DEFAULTS),
  listed('default', 'operators/answer/smooth.ts', 'maxLag = 500', 'maxLag = 400', DEFAULTS),
  listed('default', 'operators/answer/partialJson.ts', 'maxLength = 1024 * 1024', 'maxLength = 1024 * 1023', DEFAULTS),
  listed('default', 'operators/http/resumable.ts', 'maxResumes = 5', 'maxResumes = 6', DEFAULTS),
  listed('default', 'operators/http/resumable.ts', 'baseDelay = 200', 'baseDelay = 250', DEFAULTS),
  listed('default', 'operators/tools/toolLoop.ts', 'maxSteps = 16', 'maxSteps = 17', DEFAULTS),
  listed('default', 'operators/tools/toolStep.ts', 'concurrency = 4', 'concurrency = 5', DEFAULTS),
  listed('default', 'operators/tools/startTool.ts', 'DEFAULT_TIMEOUT = 600_000', 'DEFAULT_TIMEOUT = 60_000', DEFAULTS),
  listed(
    'default',
    'provider/Provider.ts',
    'options.streamIdleTimeout ?? 300_000',
    'options.streamIdleTimeout ?? 30_000',
    DEFAULTS,
  ),
  listed('default', 'provider/retryBudget.ts', 'maxTokens = 100', 'maxTokens = 90', DEFAULTS),
  listed('default', 'provider/retryBudget.ts', 'tokenRatio = 0.1', 'tokenRatio = 0.2', DEFAULTS),
  listed(
    'default',
    'clients/websocket/WebSocketOptions.ts',
    'handshakeTimeout: 15_000',
    'handshakeTimeout: 20_000',
    DEFAULTS,
  ),
  listed('default', 'clients/websocket/WebSocketOptions.ts', 'pingTimeout: 2_000', 'pingTimeout: 3_000', DEFAULTS),
  listed('default', 'protocol/limits.ts', 'MAX_CALLS = 256', 'MAX_CALLS = 255', DEFAULTS),
  listed('default', 'protocol/limits.ts', 'MAX_ITEMS = 2000', 'MAX_ITEMS = 2001', DEFAULTS, { short: true }),
];

const bounds: readonly Mutant[] = [
  listed('bound', 'clients/http/readFrames.ts', 'limitSize(provider.maxAnswerSize),', '', BOUNDS, { short: true }),
  listed('bound', 'clients/http/streamEvents.ts', 'limitItems(session.provider.maxItems),', '', BOUNDS),
  listed('bound', 'clients/websocket/streamSocketEvents.ts', 'limitSize(provider.maxAnswerSize), ', '', FRAMING),
  listed('bound', 'clients/websocket/streamSocketEvents.ts', 'limitItems(provider.maxItems), ', '', FRAMING),
  listed('bound', 'operators/framing/limitSize.ts', '#size > this.#maxSize', '#size >= this.#maxSize', [
    'marbles/operators/framing/limitSize.marbles.ts',
  ]),
  listed('bound', 'operators/framing/limitSize.ts', 'frame.comment !== true', 'frame.comment !== false', [
    'marbles/operators/framing/limitSize.marbles.ts',
  ]),
  listed('bound', 'operators/decode/limitItems.ts', '> this.#maxItems', '>= this.#maxItems', [
    'marbles/operators/decode/limitItems.marbles.ts',
  ]),
  listed('bound', 'operators/tools/toolStep.ts', 'calls > maxCalls', 'calls >= maxCalls', DEFAULTS),
  listed('bound', 'operators/answer/accumulate.ts', 'return fail(cause);', 'throw cause;', BOUNDS),
  listed(
    'bound',
    'clients/conversation/transitions.ts',
    'return fail(request, cause)(machine);',
    'throw cause;',
    BOUNDS,
  ),
  listed('bound', 'clients/http/executeJson.ts', 'first: provider.streamIdleTimeout,', 'first: Infinity,', REQUESTS),
  listed('bound', 'server/log/RequestLog.ts', 'oldest.request.body = undefined;', '', REQUESTS),
];

const rules: readonly Mutant[] = [
  listed(
    'order',
    'clients/http/withRetries.ts',
    'refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),',
    '',
    [...SCHEDULER, ...CLIENTS],
  ),
  listed('order', 'clients/http/readFrames.ts', 'untilDone({ inclusive: true }),', '', SCHEDULER),
  listed('order', 'clients/http/openResponse.ts', 'bodyTimeout: timeout', 'bodyTimeout: timeout * 2', SCHEDULER),
  listed('rule', 'decode/chat/toolCalls.ts', 'while (calls.has(nextKey)) nextKey++;', '', BOUNDS, { short: true }),
  listed('rule', 'protocol/codec/safeText.ts', 'return String(value);', 'return `${value as string}`;', BOUNDS, {
    equivalent: 'a template converts a value as String does, except for symbols',
  }),
  listed(
    'rule',
    'protocol/codec/safeText.ts',
    'return Object.prototype.toString.call(value);',
    "throw new TypeError('no text');",
    BOUNDS,
  ),
  listed('rule', 'operators/flow/operate.ts', 'this.#out.error(toApiError(error));', 'this.#out.error(error);', [
    'spec/operators/flow/operate.spec.ts',
    ...BOUNDS,
  ]),
  listed('rule', 'provider/rateLimits.ts', 'text === null || !FLOAT.test(text.trim())', 'text === null', [
    'spec/provider/*.spec.ts',
  ]),
  listed(
    'rule',
    'protocol/errors/isRetryable.ts',
    'isPassingStatus(status) && !isQuotaCode(code)',
    'isPassingStatus(status)',
    ['spec/protocol/errors/isRetryable.spec.ts'],
  ),
  listed(
    'teardown',
    'operators/flow/failWhen.ts',
    'subscriber.closed ? undefined : source.subscribe(subscriber)',
    'source.subscribe(subscriber)',
    ['spec/operators/flow/failWhen.spec.ts'],
  ),
  listed('teardown', 'operators/answer/smooth.ts', 'teardown: () => task?.unsubscribe(),', '', [
    'spec/operators/answer/smooth.spec.ts',
  ]),
  listed('teardown', 'operators/answer/coalesce.ts', 'teardown: closeFrame,', '', [
    'marbles/operators/answer/coalesce.marbles.ts',
  ]),
  listed(
    'teardown',
    'agent/turn/untilTurnEnds.ts',
    'subscriber.add(scheduler.schedule(complete, exitGrace));',
    'scheduler.schedule(complete, exitGrace);',
    ['spec/agent/scheduler.spec.ts'],
  ),
  listed('teardown', 'transport/outgoing.ts', 'take(1),', '', ['spec/transport/*.spec.ts']),
  listed('order', 'clients/websocket/SocketChannel.ts', 'abortWith(this.#options.signal),', '', SCHEDULER),
];

/** The faults that are chosen by hand. */
export const listedMutants: readonly Mutant[] = [
  ...defaults,
  ...bounds,
  ...securityMutants,
  ...entryMutants,
  ...rules,
  ...stageMutants,
];
