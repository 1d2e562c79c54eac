import { defer, type Observable } from 'rxjs';
import { tapRunTelemetry } from '../../operators/telemetry/tapRunTelemetry.js';
import { definedMembers } from '../../protocol/codec/definedMembers.js';
import { apiError, type ApiError } from '../../protocol/errors/ApiError.js';
import { toApiError } from '../../protocol/errors/toApiError.js';
import type { AgentEnd, AgentReport, LoopTelemetry } from '../../telemetry/AgentTelemetry.js';
import { hooksOf } from '../../telemetry/hooksOf.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import { toolsWithin } from '../../telemetry/toolsWithin.js';
import type { AgentSession } from '../AgentSession.js';
import { environmentOf, secretsIn } from '../process/environment.js';
import { endsTurn, type ThreadEvent } from '../protocol/ThreadEvent.js';
import type { Usage } from '../protocol/Usage.js';
import { turnFailure } from './turnFailure.js';

/** The turn, for telemetry. */
type TurnReport = Pick<AgentReport, 'model' | 'conversationId' | 'input'>;

/** Collects what the end of a turn reports. */
const turnEnd = () => {
  let output: string | undefined;
  let usage: Usage | undefined;
  let conversationId: string | undefined;
  let failure: ApiError | undefined;
  return {
    onEvent: (event: ThreadEvent): void => {
      if (event.type === 'thread.started') conversationId = event.thread_id;
      else if (event.type === 'item.completed' && event.item.type === 'agent_message') output = event.item.text;
      else if (event.type === 'turn.completed') ({ usage } = event);
      else if (event.type === 'turn.failed') failure = turnFailure(event.error);
      else if (event.type === 'turn.interrupted') failure = apiError({ type: 'incomplete', reason: 'interrupted' });
    },
    endOf: (end: AgentEnd, thrown: unknown): AgentEnd => {
      const error = thrown === undefined ? failure : toApiError(thrown);
      const outcome = error === undefined ? end.outcome : 'failed';
      return { ...end, outcome, ...definedMembers({ error, usage, output, conversationId }) };
    },
  };
};

/**
 * Runs a turn and reports it to `onAgent` of the telemetry. A failed turn is reported as failed, although its observable
 * completes. The wait for earlier turns of the thread is part of the duration.
 *
 * @param reportOf called at the subscription: an earlier turn may set the id of the thread.
 * @param run runs the turn, with the telemetry of its tools.
 */
export const observeTurn = (
  session: AgentSession,
  reportOf: () => TurnReport,
  run: (telemetry: LoopTelemetry | undefined) => Observable<ThreadEvent>,
): Observable<ThreadEvent> => {
  const { telemetry, scheduler } = session;
  if (telemetry === undefined) return run(undefined);
  return defer(() => {
    const { learnValues, redact } = createRedactor();
    learnValues(secretsIn(environmentOf(session)));
    const report = { kind: 'process', name: 'codex', provider: 'openai', ...reportOf(), redact } as const;
    const hooks = hooksOf(() => telemetry.onAgent?.(report));
    const { onEvent, endOf } = turnEnd();
    return run(toolsWithin(telemetry, hooks?.within?.bind(hooks), redact)).pipe(
      tapRunTelemetry<ThreadEvent, AgentEnd>(hooks, { onValue: onEvent, isLast: endsTurn, endOf, scheduler }),
    );
  });
};
