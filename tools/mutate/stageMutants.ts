import { listed } from './listed.js';
import type { Mutant } from './Mutant.js';

const RETRIES = ['spec/clients/telemetry/stages.spec.ts', 'spec/clients/conformance/decisions.spec.ts'];
const SOCKETS = ['spec/clients/telemetry/stages.spec.ts', 'marbles/clients/websocket/*.marbles.ts'];
const MEANINGS = ['spec/protocol/errors/**/*.spec.ts', 'spec/decode/failures/*.spec.ts'];

const RETRY = 'retryWithBackoff(provider.retry, { isRetryable, onRetry, budget, scheduler, random }),';
const REFRESH = 'refreshOnUnauthorized(auth, { refreshTimeout: provider.connectTimeout, scheduler }),';
const POLLS = 'tapSseTelemetry(telemetry, { redact, redactText, scheduler }),';
const UNTIL = 'untilDone({ inclusive: true }),';

/** Faults in the order of stages, in teardowns and in the rules of clients and decoders. */
export const stageMutants: readonly Mutant[] = [
  listed('order', 'clients/http/withRetries.ts', `${RETRY}\n      ${REFRESH}`, `${REFRESH}\n      ${RETRY}`, RETRIES),
  listed('order', 'clients/http/withRetries.ts', 'onRetry, budget, scheduler', 'onRetry, scheduler', RETRIES),
  listed('order', 'clients/http/readFrames.ts', `${POLLS}\n        ${UNTIL}`, `${UNTIL}\n        ${POLLS}`, RETRIES),
  listed('order', 'clients/http/streamEvents.ts', 'requestId: requestIdOf(headers), ', '', RETRIES),
  listed(
    'order',
    'clients/websocket/SocketChannel.ts',
    'withRetries(this.#session, observer, { isRetryable: retryRule(this.#session, connections) }),',
    '',
    SOCKETS,
  ),
  listed(
    'order',
    'clients/websocket/exchangeMessages.ts',
    'merge(receiving, sending)',
    'merge(sending, receiving)',
    SOCKETS,
  ),
  listed(
    'order',
    'clients/websocket/lockConnection.ts',
    'exclusive(mutex, { scheduler, until: connections.settle() }),\n      failWhen(connections.closing),',
    'failWhen(connections.closing),\n      exclusive(mutex, { scheduler, until: connections.settle() }),',
    SOCKETS,
    {
      equivalent:
        'the call that holds the lock fails with the connection, so that the others get their turn, and fail, in the same moment',
    },
  ),
  listed(
    'order',
    'clients/websocket/lockConnection.ts',
    'failWithApiError({ redact }),\n      exclusive(mutex, { scheduler, until: connections.settle() }),',
    'exclusive(mutex, { scheduler, until: connections.settle() }),\n      failWithApiError({ redact }),',
    SOCKETS,
    { equivalent: '`exclusive` makes no errors of its own' },
  ),
  listed(
    'order',
    'clients/websocket/streamSocketEvents.ts',
    'rememberResponse(connections, request),\n      startWithMetadata(handshakeEvents(socket.headers)),',
    'startWithMetadata(handshakeEvents(socket.headers)),\n      rememberResponse(connections, request),',
    SOCKETS,
    { equivalent: 'the events of the handshake are neither items nor an end, which `rememberResponse` looks for' },
  ),
  listed('teardown', 'clients/websocket/ConnectionManager.ts', 'this.#isClosed = true;', '', SOCKETS),
  listed(
    'teardown',
    'clients/websocket/ConnectionManager.ts',
    'next: set, error: () => this.discard()',
    'next: set, error: () => undefined',
    SOCKETS,
    { equivalent: 'the changes of a demand never fail' },
  ),
  listed(
    'teardown',
    'node/openNodeSocket.ts',
    'setTimeout(() => ws.terminate(), CLOSE_GRACE)',
    'setTimeout(() => undefined, CLOSE_GRACE)',
    ['spec/node/nodeWebSocketTransport.spec.ts'],
    { equivalent: 'ws from 8.19 on hangs up by itself, after closeTimeout; the timer is for older versions' },
  ),
  listed('bound', 'node/recording/fixtureTransport.ts', '|| !demand.isOpen) return;', ') return;', [
    'spec/node/*.spec.ts',
  ]),
  listed('rule', 'protocol/errors/meaning/meanings.ts', "'bio_policy',", '', MEANINGS),
  listed('rule', 'protocol/errors/meaning/meanings.ts', 'overloaded', 'over_loaded', MEANINGS),
  listed('rule', 'decode/failures/httpFailure.ts', 'status >= 300', 'status > 300', MEANINGS),
  listed('rule', 'decode/failures/httpFailure.ts', 'status < 400', 'status < 399', MEANINGS),
  listed(
    'rule',
    'protocol/errors/askedDelay.ts',
    'Math.round(Number(amount) * size)',
    'Math.trunc(Number(amount) * size)',
    MEANINGS,
  ),
  listed('rule', 'clients/websocket/socketVerdict.ts', '425, 500, 502', '425, 502', SOCKETS),
  listed('rule', 'answer/incrementalJson.ts', "['f', '\\f'],", '', ['spec/answer/incrementalJson.spec.ts']),
  listed(
    'rule',
    'decode/responses/responsesDecoder.ts',
    'this.#lastType = type;',
    '',
    ['spec/decode/responses/*.spec.ts'],
    {
      equivalent:
        'the handler is then looked up for each frame; #lastType stays undefined, and so does the type of a frame without one',
    },
  ),
  listed(
    'rule',
    'decode/chat/toolCalls.ts',
    'call.id ??= piece.id;',
    'call.id = piece.id;',
    ['spec/decode/chat/*.spec.ts'],
    {
      equivalent: 'a call that an id has found has that id, and one that an index has found has none',
    },
  ),
  listed('rule', 'operators/telemetry/tapCallTelemetry.ts', 'isWhole = event.type', 'isWhole ||= event.type', [
    'spec/operators/telemetry/*.spec.ts',
    'marbles/operators/telemetry/*.marbles.ts',
  ]),
  listed('security', 'server/websocket/acceptHandshake.ts', 'validateHeaderName(name);', '', [
    'spec/server/websocket/serveUpgrade.spec.ts',
  ]),
  listed('default', 'clients/websocket/WebSocketOptions.ts', 'checkAfter: 15_000', 'checkAfter: 16_000', [
    'spec/defaults.spec.ts',
  ]),
  listed(
    'default',
    'clients/websocket/WebSocketOptions.ts',
    'firstMessageTimeout: 15_000',
    'firstMessageTimeout: 16_000',
    ['spec/defaults.spec.ts'],
  ),
  listed('default', 'clients/websocket/WebSocketOptions.ts', 'interruptTimeout: 5_000', 'interruptTimeout: 6_000', [
    'spec/defaults.spec.ts',
  ]),
  listed('default', 'provider/RetryConfig.ts', 'maxAttempts: 4', 'maxAttempts: 5', ['spec/provider/*.spec.ts']),
  listed('default', 'provider/RetryConfig.ts', 'retryStatuses: [408, 409]', 'retryStatuses: [408]', [
    'spec/provider/*.spec.ts',
  ]),
];
