import type { Observable } from 'rxjs';
import { deferBuild } from '../../../clients/http/EndpointSession.js';
import { apiError } from '../../../protocol/errors/ApiError.js';
import type { Input } from '../../options/Input.js';
import { checkInput } from '../../turn/checkInput.js';
import type { RunningTurn } from '../AgentServer.js';
import { inputParams } from '../threadParams.js';

/**
 * Adds a message to a running turn.
 *
 * Errors: `build` for an input that cannot be sent, `invalid_request` if no turn runs.
 */
export const steerTurn = (
  turn: RunningTurn | undefined,
  input: Input,
  clientUserMessageId: string,
): Observable<unknown> =>
  deferBuild(() => {
    checkInput(input);
    if (turn === undefined || turn.hasEnded)
      throw apiError({
        type: 'invalid_request',
        detail: 'no turn of this thread runs in the app-server to be steered',
      });
    return turn.steer({ input: inputParams(input), clientUserMessageId });
  });
