import { hasNoArguments, unquoted } from '../../protocol/callArguments.js';
import { apiError } from '../../protocol/errors/ApiError.js';
import { checkValue, type Checked } from '../../protocol/schema/checkValue.js';
import type { Schema } from '../../protocol/schema/Schema.js';

const invalid = (detail: string) =>
  apiError({ type: 'invalid_request', detail: `${detail}. Correct the arguments and call the tool again.` });

/** Leaves out members named `__proto__`: copied with `obj[key] = value`, they would replace the prototype. */
const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text, withoutProto);
  } catch {
    return undefined; // the engine's message would repeat the text, however long
  }
};

const valueOf = <A>(checked: Checked<A>): A => {
  if (!checked.ok) throw invalid(`the arguments do not match: ${checked.fault}`);
  return checked.value;
};

/**
 * Reads the arguments of a call and checks them with the schema of the tool. Members named `__proto__` are dropped. An
 * empty text and `null` count as `{}`: models send any of them for a function without parameters. An object that is
 * written as a JSON string is read, too.
 *
 * @throws ApiError of type `invalid_request`, also as the rejection of a promise. Its message is sent to the model.
 */
export const readArguments = <A>(schema: Schema<A>, input: string): A | Promise<A> => {
  const json = hasNoArguments(input) ? {} : parse(unquoted(input));
  if (json === undefined) throw invalid('the arguments are not valid JSON');
  const checked = checkValue(schema, json);
  return checked instanceof Promise ? checked.then(valueOf) : valueOf(checked);
};
