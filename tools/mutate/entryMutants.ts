import { listed } from './listed.js';
import type { Mutant } from './Mutant.js';

const SINKS = ['spec/security/sinks.spec.ts'];
const RELAY = ['spec/security/relay.spec.ts', 'spec/relay/server/*.spec.ts'];
const AG_UI = ['spec/security/agUi.spec.ts', 'spec/ag-ui/*.spec.ts', 'marbles/ag-ui/*.marbles.ts'];
const TERMINAL = ['spec/security/terminal.spec.ts'];
const PUBLIC = ['spec/protocol/errors/publicError.spec.ts', 'spec/security/agUi.spec.ts'];
const REACT = ['marbles/react/*.marbles.ts', 'spec/react/*.spec.ts'];
const ANGULAR = ['marbles/angular/*.marbles.ts', 'spec/angular/*.spec.ts'];

/** Faults in the rules of the other entry points: telemetry, relay, AG-UI, frameworks and the command line. */
export const entryMutants: readonly Mutant[] = [
  // ---- spans, recordings, notes
  listed('security', 'operators/tools/toolLoop.ts', 'next: learn, ', '', SINKS, { short: true }),
  listed('security', 'operators/decode/stampOrigin.ts', 'this.#onMark?.(marked)', 'undefined', SINKS),
  listed('security', 'otel/recordTool.ts', 'cut(redact(input), contentLimit)', 'cut(input, contentLimit)', SINKS),
  listed('security', 'otel/recordTool.ts', 'redact(resultText(output))', 'resultText(output)', SINKS),
  listed('security', 'otel/failure.ts', 'redact(reasonOf(error))', 'reasonOf(error)', SINKS),
  listed(
    'security',
    'otel/recordAgent.ts',
    'inputContent(run.input, contentLimit, run.redact)',
    'inputContent(run.input, contentLimit, (text) => text)',
    SINKS,
  ),
  listed(
    'security',
    'otel/redactAttributes.ts',
    "typeof value === 'string') return redact(value)",
    "typeof value === 'string') return value",
    ['spec/otel/*.spec.ts'],
  ),
  listed(
    'security',
    'node/recording/recordingTransport.ts',
    'secrets.learnValues(secrets.values().flatMap(asBytes));',
    '',
    SINKS,
  ),
  listed('security', 'telemetry/encodedCharacter.ts', 'ESCAPE = /\\\\+', 'ESCAPE = /\\\\{1,8}', SINKS),
  listed(
    'security',
    'cli/output/maskedNotes.ts',
    'terminal.note(secrets.redact(line))',
    'terminal.note(line)',
    TERMINAL,
  ),
  listed('security', 'cli/commands/runModels.ts', 'visibleControls(slug)', 'slug', TERMINAL),
  // ---- errors that reach a page
  listed('security', 'protocol/errors/publicError.ts', "exception: 'the server failed',", '', PUBLIC),
  listed(
    'security',
    'protocol/errors/publicError.ts',
    "process_ended: 'a program of the server ended before the answer was complete',",
    '',
    PUBLIC,
  ),
  listed(
    'security',
    'protocol/errors/publicError.ts',
    "detail: 'the provider could not be reached'",
    'detail: error.detail',
    PUBLIC,
  ),
  listed('security', 'protocol/errors/publicError.ts', 'code: mask(error.code)', 'code: error.code', PUBLIC),
  listed('security', 'protocol/errors/publicError.ts', 'reason: mask(kind.reason)', 'reason: kind.reason', PUBLIC),
  listed(
    'security',
    'ag-ui/errorEvent.ts',
    'const shown = publicError(error);',
    'const shown = apiErrorData(error);',
    AG_UI,
    {},
  ),
  // ---- relay
  listed('security', 'relay/server/relayRoutes.ts', 'Math.min(target.after, found.last)', 'target.after', RELAY, {
    short: true,
  }),
  listed(
    'security',
    'relay/server/relayRoutes.ts',
    '      if (isFull()) return busy();\n      if ((await store',
    '      if ((await store',
    RELAY,
  ),
  listed('bound', 'relay/server/relayRoutes.ts', 'runs.load >= maxReaders', 'false', RELAY),
  listed(
    'security',
    'relay/server/hooks.ts',
    'if (refuse === 401 || refuse === 403)',
    'if (user === undefined)',
    RELAY,
  ),
  listed('security', 'relay/server/target.ts', 'user === undefined ? answer : `${answer}/${user}`', 'answer', RELAY),
  listed('security', 'relay/server/target.ts', '/^[\\w-]{8,64}$/', '/^[\\w-]+$/', RELAY),
  listed('security', 'relay/server/readJsonBody.ts', '/^application\\/json\\s*(?:;|$)/i', '/./', RELAY),
  listed(
    'security',
    'relay/server/readJsonBody.ts',
    'collectText({ limit: maxBodySize }),',
    'collectText({ limit: Infinity }),',
    RELAY,
  ),
  listed(
    'security',
    'relay/server/cors.ts',
    "options.origins !== '*' && !options.origins.includes(origin)",
    'false',
    RELAY,
  ),
  listed(
    'security',
    'relay/server/cors.ts',
    "options.credentials === true && options.origins !== '*'",
    'options.credentials === true',
    RELAY,
  ),
  listed('teardown', 'relay/server/AnswerRuns.ts', 'this.#readers -= 1;', '', [
    ...RELAY,
    'marbles/relay/server/*.marbles.ts',
  ]),
  listed('teardown', 'relay/server/AnswerRuns.ts', 'run.readers.delete(reader);', '', [
    ...RELAY,
    'marbles/relay/server/*.marbles.ts',
  ]),
  listed('teardown', 'relay/frames/readableBytes.ts', 'cancel: finish,', '', [
    ...RELAY,
    'spec/relay/frames/*.spec.ts',
    'marbles/relay/frames/*.marbles.ts',
  ]),
  // ---- AG-UI
  listed('security', 'ag-ui/rxHttpAgent.ts', 'onSend: (sent) => secrets.learn(sent), ', '', AG_UI),
  listed('security', 'ag-ui/rxHttpAgent.ts', 'excerpt: redact(excerpt)', 'excerpt', AG_UI),
  listed('bound', 'ag-ui/rxHttpAgent.ts', 'limitSize(maxAnswerSize),', '', AG_UI),
  listed('teardown', 'ag-ui/rxHttpAgent.ts', 'takeUntil(this.#aborts),', '', AG_UI),
  listed('teardown', 'ag-ui/toAgUi.ts', 'teardown: () => states?.unsubscribe(),', '', AG_UI),
  listed(
    'teardown',
    'ag-ui/fromAgUi.ts',
    'if (event.type === EventType.RUN_FINISHED) subscriber.complete();',
    '',
    AG_UI,
  ),
  // ---- frameworks
  listed(
    'teardown',
    'react/answerStore.ts',
    'if (listeners.size > 0) return;\n        request?.unsubscribe();',
    'if (listeners.size > 0) return;',
    REACT,
  ),
  listed('teardown', 'react/answerStore.ts', 'listeners.size === 1 && !isOver(answer)', '!isOver(answer)', REACT),
  listed('teardown', 'react/conversationStore.ts', 'changes.unsubscribe();\n        subscribers', 'subscribers', REACT),
  listed('teardown', 'react/conversationStore.ts', 'stopping?.unsubscribe();', '', REACT),
  listed('teardown', 'angular/injectConversation.ts', 'conversation.close();', '', ANGULAR),
  listed('teardown', 'angular/injectConversation.ts', 'changes.unsubscribe();\n', '', ANGULAR),
  listed('teardown', 'angular/answerRun.ts', 'takeUntil(ends)', 'takeUntil(EMPTY)', ANGULAR),
  // ---- hedge and drain
  listed('teardown', 'operators/answer/hedge.ts', 'losers.forEach((each) => running.get(each)?.unsubscribe());', '', [
    'spec/operators/answer/hedge.spec.ts',
    'marbles/operators/answer/hedge.marbles.ts',
  ]),
  listed('teardown', 'operators/answer/hedge.ts', 'wait.unsubscribe();', '', [
    'spec/operators/answer/hedge.spec.ts',
    'marbles/operators/answer/hedge.marbles.ts',
  ]),
  listed('teardown', 'operators/answer/hedge.ts', 'subscriber.add(subscription);', '', [
    'spec/operators/answer/hedge.spec.ts',
    'marbles/operators/answer/hedge.marbles.ts',
  ]),
  listed('bound', 'transport/drainable.ts', 'if (this.#left < 0) this.unsubscribe();', '', [
    'marbles/transport/drainable.marbles.ts',
  ]),
  listed(
    'teardown',
    'transport/drainable.ts',
    'if (!isOver || drain === false || this.isStopped)',
    'if (drain === false || this.isStopped)',
    ['marbles/transport/drainable.marbles.ts'],
  ),
];
