import { isJsonObject, writeJsonText } from '../../protocol/codec/json.js';
import { excerpt } from '../../protocol/errors/errorBody.js';

/**
 * The answer to a call that needs an approval. `arguments` replaces the arguments of the model: a JSON value, or a
 * string with the text of the arguments. `reason` is sent to the model.
 */
export type Approval =
  | boolean
  | { readonly approved: true; readonly arguments?: unknown }
  | { readonly approved: false; readonly reason?: string | undefined };

/** A decision about a call: with the text of new arguments, or with the words that the model receives. */
export type Decision =
  | { readonly approved: true; readonly input: string | undefined }
  | { readonly approved: false; readonly words: string };

const REFUSED = 'the user did not approve this call';

const refusal = (reason?: unknown): Decision => ({
  approved: false,
  words: typeof reason === 'string' && reason !== '' ? `${REFUSED}: ${excerpt(reason, 500)}` : REFUSED,
});

/**
 * Reads an approval. Only `true` and an object with `approved: true` approve: plain JavaScript may pass any value, and
 * the text 'no' must not run a tool.
 */
// docs/decisions.md: what approves a call
export const decisionOf = (answer: unknown): Decision => {
  if (answer === true) return { approved: true, input: undefined };
  if (!isJsonObject(answer) || answer['approved'] !== true)
    return refusal(isJsonObject(answer) ? answer['reason'] : undefined);
  const changed = answer['arguments'];
  if (changed === undefined) return { approved: true, input: undefined };
  const input = typeof changed === 'string' ? changed : writeJsonText(changed);
  return input === undefined ? refusal('its new arguments are not JSON') : { approved: true, input };
};
