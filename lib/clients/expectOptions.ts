import { isJsonObject } from '../protocol/codec/json.js';
import { kindOf } from '../protocol/codec/kindOf.js';
import { buildError } from '../protocol/errors/ApiError.js';

/**
 * Checks that the options of a request are an object: a default value does not replace null.
 *
 * @throws a `build` error.
 */
export const expectOptions = (options: object): void => {
  if (!isJsonObject(options)) throw buildError(`the options are ${kindOf(options)}; expected an object or nothing`);
};

/**
 * Checks that a prepared request is an object, and returns it.
 *
 * @throws a `build` error.
 */
export const expectRequest = <R>(request: R): R => {
  if (!isJsonObject(request)) throw buildError(`the request is ${kindOf(request)}; expected the body as an object`);
  return request;
};
