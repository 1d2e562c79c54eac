import { callSign } from './Contender.js';

/** The parts of an answer that say more than text, in both versions of the package. */
interface Part {
  readonly type: string;
  readonly error?: unknown;
  readonly finishReason?: string;
  readonly toolName?: string;
  readonly input?: unknown;
}

/** What a part says; a `finish` tells how the package itself takes the end. */
export const signOf = ({ type, toolName, input, finishReason }: Part): string | undefined => {
  if (type === 'tool-call') return callSign(toolName, input);
  if (type === 'finish') return `finishReason ${String(finishReason)}`;
  return type === 'error' || type === 'abort' ? `${type} part` : undefined;
};
