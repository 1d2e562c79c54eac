import { defer, finalize, map, mergeMap, Subscription, tap, type Observable } from 'rxjs';
import { tryBuild } from '../../clients/http/EndpointSession.js';
import type { Demand } from '../../backpressure/Demand.js';
import { decodeWith } from '../../operators/decode/decodeWith.js';
import { failWithApiError } from '../../operators/flow/failWithApiError.js';
import { fromEither } from '../../operators/decode/fromEither.js';
import { idleTimeout } from '../../operators/framing/idleTimeout.js';
import { parseJson } from '../../operators/decode/parseJson.js';
import { splitLines } from '../../operators/framing/splitLines.js';
import { ThreadEvent } from '../protocol/ThreadEvent.js';
import { redactApiError } from '../../telemetry/redactApiError.js';
import { createRedactor } from '../../telemetry/Redactor.js';
import type { RunningProcess } from '../../transport/ProcessTransport.js';
import type { AgentSession } from '../AgentSession.js';
import { logTurn } from './logTurn.js';
import { secretsIn } from '../process/environment.js';
import { redactEvent } from './redactEvent.js';
import { imageFiles } from './imageFiles.js';
import { schemaFile } from './schemaFile.js';
import { skipForeignLines } from './skipForeignLines.js';
import { turnRequest, type TurnCall } from './turnRequest.js';
import { untilTurnEnds } from './untilTurnEnds.js';

/**
 * Runs a turn: files → program → stdout → lines → idle timeout → lines of the program → JSON → events → end of the turn.
 *
 * @param onProcess called with the running process, before any event.
 */
export const threadEvents = (
  session: AgentSession,
  call: TurnCall,
  demand: Demand,
  onProcess: (process: RunningProcess) => void,
): Observable<ThreadEvent> =>
  defer(() => {
    const { transport, idleTimeout: longestSilence, exitGrace, maxLineLength, logger, scheduler } = session;
    const { learnValues, redact } = createRedactor();
    const files = new Subscription();
    const request = () => {
      const images = imageFiles(call.input);
      files.add(images);
      const schema = call.options.outputSchema && schemaFile(call.options.outputSchema);
      files.add(schema);
      return turnRequest(session, { ...call, input: images.input }, schema?.path);
    };

    return fromEither(tryBuild(request)).pipe(
      tap(({ env, args }) => learnValues(secretsIn(env, args))),
      mergeMap((request) => transport.run(request, demand)),
      tap(onProcess),
      mergeMap(({ stdout, exit }) =>
        stdout.pipe(
          splitLines({ maxLineLength }),
          idleTimeout(longestSilence, { demand, detail: 'idle timeout waiting for codex', scheduler }),
          skipForeignLines(logger, redact),
          map((data) => ({ event: 'message', data })),
          parseJson({ malformed: 'fail' }),
          decodeWith(ThreadEvent),
          untilTurnEnds(exit, { exitGrace, scheduler }),
          map((event) => redactEvent(event, redact)),
        ),
      ),
      failWithApiError({ redact: (error) => redactApiError(error, redact) }),
      logTurn(logger, { thread: call.threadId, scheduler }),
      finalize(() => files.unsubscribe()),
    );
  });
