import { isJsonObject } from '../../protocol/codec/json.js';
import { kindOf } from '../../protocol/codec/kindOf.js';
import { wrappedFault } from '../../protocol/recording/expectParsed.js';

/** Throws an error for a value that is no script: it would be played as the default answer. */
export const expectScript = (script: unknown): void => {
  const fault = isJsonObject(script)
    ? wrappedFault('the script', script)
    : `a script must be an object such as { answer: textAnswer('Hello') }, got ${kindOf(script)}`;
  if (fault !== undefined) throw new Error(fault);
};
