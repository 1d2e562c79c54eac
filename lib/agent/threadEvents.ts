import { defer, finalize, map, mergeMap, tap, type Observable } from 'rxjs';
import { tryBuild } from '../clients/EndpointSession.js';
import type { Demand } from '../demand/Demand.js';
import { decodeWith } from '../operators/decodeWith.js';
import { failWithApiError } from '../operators/failWithApiError.js';
import { fromEither } from '../operators/fromEither.js';
import { idleTimeout } from '../operators/idleTimeout.js';
import { parseJson } from '../operators/parseJson.js';
import { splitLines } from '../operators/splitLines.js';
import { ThreadEvent } from '../protocol/ThreadEvent.js';
import { createRedactor, redactApiError } from '../provider/Redactor.js';
import type { RunningProcess } from '../transport/ProcessTransport.js';
import type { AgentSession } from './AgentSession.js';
import { logTurn } from './logTurn.js';
import { secretsIn } from './environment.js';
import { redactEvent } from './redactEvent.js';
import { schemaFile } from './schemaFile.js';
import { turnRequest, type TurnCall } from './turnRequest.js';
import { untilTurnEnds } from './untilTurnEnds.js';

/**
 * Schema file → program → stdout → lines → idle timeout → JSON → events → until the turn ends.
 *
 * @param onProcess called with the process when it runs, before any event.
 */
export const threadEvents = (
  session: AgentSession,
  call: TurnCall,
  demand: Demand,
  onProcess: (process: RunningProcess) => void,
): Observable<ThreadEvent> =>
  defer(() => {
    const { transport, idleTimeout: due, exitGrace, maxLineLength, logger, scheduler } = session;
    const { learnValues, redact } = createRedactor();
    const file = call.options.outputSchema && schemaFile(call.options.outputSchema);

    return fromEither(tryBuild(() => turnRequest(session, call, file?.path))).pipe(
      tap(({ env }) => learnValues(secretsIn(env))),
      mergeMap((request) => transport.run(request, demand)),
      tap(onProcess),
      mergeMap(({ stdout, exit }) =>
        stdout.pipe(
          splitLines({ maxLineLength }),
          idleTimeout(due, { demand, detail: 'idle timeout waiting for codex', scheduler }),
          map((data) => ({ event: 'message', data })),
          parseJson({ malformed: 'fail' }),
          decodeWith(ThreadEvent),
          untilTurnEnds(exit, { exitGrace, scheduler }),
          map((event) => redactEvent(event, redact)),
        ),
      ),
      failWithApiError({ redact: (error) => redactApiError(error, redact) }),
      logTurn(logger, { thread: call.threadId, scheduler }),
      finalize(() => file?.unsubscribe()),
    );
  });
