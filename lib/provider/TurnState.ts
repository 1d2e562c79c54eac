import { isHeaderValue } from './headerRules.js';

/** The header that carries the state of a turn, in responses and in requests. */
// docs/wire.md, section 2.5
export const TURN_STATE_HEADER = 'x-codex-turn-state';

/**
 * The state that a server sends once per turn (`x-codex-turn-state`) and expects in every further request of the turn.
 * Create one per turn and pass it as `turnState` to each of its requests. Do not use it for the next turn.
 */
export interface TurnState {
  /** The value; undefined until the server has sent it. */
  readonly value: string | undefined;
  /** Reads the state from the headers of a response. The first value is kept; later ones are ignored. */
  capture(headers: Headers): void;
}

/**
 * Creates an empty `TurnState`.
 *
 * @example
 * const turnState = createTurnState();
 * const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input, tools: declarations }, { turnState });
 */
export const createTurnState = (): TurnState => {
  let value: string | undefined;
  return {
    get value() {
      return value;
    },
    capture: (headers) => {
      const given = headers.get(TURN_STATE_HEADER);
      if (given !== null && isHeaderValue(given)) value ??= given;
    },
  };
};
