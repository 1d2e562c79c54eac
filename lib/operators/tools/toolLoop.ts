import { defer, EMPTY, expand, filter, of, tap, throwError, type Observable, type ObservableInput } from 'rxjs';
import { answerFold } from '../../answer/answerFold.js';
import type { AnswerEvent } from '../../answer/AnswerEvent.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, buildError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import type { AgentEnd } from '../../telemetry/AgentTelemetry.js';
import { hooksOf } from '../../telemetry/hooksOf.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import { learnSecretsOf } from '../../telemetry/eventSecrets.js';
import { toolsWithin } from '../../telemetry/toolsWithin.js';
import { failWithApiError } from '../flow/failWithApiError.js';
import { tapRunTelemetry } from '../telemetry/tapRunTelemetry.js';
import { currentScope, loopMemory, type LoopStep } from './retryScope.js';
import type { Ask } from './Ask.js';
import type { RunToolsOptions } from './RunToolsOptions.js';
import type { Tools } from './Tools.js';
import { toolSet } from './toolSet.js';
import { toolStep, type Loop, type NextStep } from './toolStep.js';

/** Checks the request function: in plain JavaScript, it may be missing or forget to return the answer. */
const expectAnswer = (ask: Ask): Ask => {
  if (typeof ask !== 'function')
    throw buildError(
      'the tool loop needs a function that sends a request: (input) => client.streamPrompt(model, { input })',
    );
  return (input, step) => {
    const answer: ObservableInput<AnswerEvent> | undefined = ask(input, step);
    if (typeof answer !== 'object' && typeof answer !== 'function')
      throw buildError('the function that sends a request returned no stream; return client.streamPrompt(…)');
    return answer;
  };
};

/** A loop with a limit that is not a number would hang or never end. */
const expectLimits = ({ maxSteps = 1, maxCalls = 0, concurrency = 1, timeout = 0 }: RunToolsOptions): void => {
  for (const [name, value, least] of [
    ['maxSteps', maxSteps, 1],
    ['maxCalls', maxCalls, 0],
    ['concurrency', concurrency, 1],
    ['timeout', timeout, 0],
  ] as const)
    if (!(value >= least)) throw buildError(`${name} must be a number of at least ${least}, got ${String(value)}`);
};

const endOfLoop = (fold: ReturnType<typeof answerFold>, end: AgentEnd, error: unknown): AgentEnd => {
  const { token_usage, final } = fold.onEnd();
  return {
    ...end,
    ...(error === undefined ? {} : { error: toApiError(error) }),
    ...(token_usage === null ? {} : { usage: token_usage }),
    ...definedMembers({ output: final?.text }),
  };
};

/**
 * Runs a tool loop from a step on. Below `retryAnswer`, a new attempt continues at the step that failed.
 *
 * Errors, all as `ApiError`s: errors of `ask`; an `incomplete` error with the reason `max_steps` or `max_calls`;
 * errors of tools that `failOn` selects; a `build` error for tools or a function that cannot be used.
 */
export const toolLoop = (
  first: () => LoopStep,
  ask: Ask,
  tools: Tools,
  options: RunToolsOptions,
): Observable<AnswerEvent> =>
  defer(() => {
    const { maxSteps = 16, telemetry, agentName: name, scheduler } = options;
    expectLimits(options);
    // Before the telemetry: a run that begins there must also end.
    const checked = { ask: expectAnswer(ask), tools: toolSet(tools) };
    const scope = currentScope();
    const memory = scope?.loop() ?? loopMemory();
    if (memory.isDone) return EMPTY;
    const start: NextStep = { type: 'next_step', next: memory.step ?? first() };
    const { input } = start.next;
    const secrets = createRedactor();
    const learn = (emitted: unknown): void => learnSecretsOf(emitted, secrets);
    const agent = hooksOf(() => telemetry?.onAgent?.({ kind: 'loop', name, input, redact: secrets.redact }));
    const within = agent?.within?.bind(agent);
    const loop: Loop = {
      ...checked,
      options: { ...options, telemetry: toolsWithin(telemetry, within, secrets.redact) },
      memory,
      isRetried: scope !== undefined,
      within,
    };
    const fold = answerFold();
    return of<AnswerEvent | NextStep>(start).pipe(
      expand((event) => {
        if (event.type !== 'next_step') return EMPTY;
        return event.next.step > maxSteps
          ? throwError(() => apiError({ type: 'incomplete', reason: 'max_steps' }))
          : defer(() => toolStep(event.next, loop));
      }),
      filter((event) => event.type !== 'next_step'),
      tap<AnswerEvent>({ next: learn, error: learn, complete: () => (memory.isDone = true) }),
      tapRunTelemetry(agent, {
        onValue: (event) => fold.onEvent(event),
        endOf: (end, error) => endOfLoop(fold, end, error),
        scheduler,
      }),
    );
  }).pipe(failWithApiError());
