import { isHeaderValue } from './headerRules.js';

/** The header that carries the state of a turn, both ways. */
export const TURN_STATE_HEADER = 'x-codex-turn-state';

/**
 * A cell for the state that a server gives once per turn (`x-codex-turn-state`) and wants back with every further
 * request of the same turn. Make one per turn, pass it as `turnState` to each of its requests, then drop it: it must
 * not be carried into the next turn. Source: wire.md 2.5, 4.2.
 */
export interface TurnState {
  /** What the server gave, once it has. */
  readonly value: string | undefined;
  /** Keeps the first value that a response head brings; later ones are ignored. */
  capture(headers: Headers): void;
}

/**
 * An empty cell; the only way to make one.
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
