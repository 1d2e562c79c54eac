import { identity, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';
import { TURN_STATE_HEADER, type TurnState } from '../../provider/TurnState.js';

/** Stores the state of a turn that the server sends in a frame, as the one in its headers is stored. */
export const captureTurnState = (turnState: TurnState | undefined): MonoTypeOperatorFunction<ResponseEvent> =>
  turnState === undefined
    ? identity
    : tap((event) => {
        if (event.type === 'turn_state') turnState.capture(new Headers({ [TURN_STATE_HEADER]: event.state }));
      });
