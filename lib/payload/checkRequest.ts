import { isJsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { buildError } from '../protocol/errors/ApiError.js';

/**
 * Checks the name of a model: that of an environment variable may be missing.
 *
 * @throws a `build` error.
 */
export function expectModel(model: unknown): asserts model is string {
  if (typeof model === 'string' && model.trim() !== '') return;
  throw buildError(
    `the model must be a name, got ${typeof model === 'string' ? 'an empty string' : kindOf(model)}; write it as the first argument, and check that its environment variable is set`,
  );
}

/**
 * Checks the arguments of a request beside its prompt: plain JavaScript may pass anything. Members of a body, such as
 * `max_tokens`, are no options.
 *
 * @throws a `build` error that says what to write.
 */
export const checkRequest = (model: unknown, options: object, target: object): void => {
  expectModel(model);
  if (!isJsonObject(options)) throw buildError(`the options are ${kindOf(options)}; expected an object`);
  if (!isJsonObject(target)) throw buildError(`the target is ${kindOf(target)}; write payloadTarget(provider)`);
  const name = Object.keys(options).find((key) => key.includes('_'));
  if (name !== undefined)
    throw buildError(
      `${JSON.stringify(name)} is no option; write { modelParameters: { ${name} } } to send it, or use the option for it`,
    );
};
