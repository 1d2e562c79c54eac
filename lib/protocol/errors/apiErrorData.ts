import { definedMembers } from '../codec/definedMembers.js';
import { apiErrorKind, type ApiError } from './ApiError.js';
import type { ApiErrorKind } from './ApiErrorKind.js';

/** An `ApiError` as plain data: its kind, its message, and the server's id of the request. What stores and workers hold. */
export type ApiErrorData = ApiErrorKind & { readonly message: string; readonly request_id?: string };

/** Copies an object without its undefined members, which JSON does not have. */
const compact = <T extends object>(value: T): T => {
  const copy = { ...value };
  for (const [key, member] of Object.entries(copy)) if (member === undefined) Reflect.deleteProperty(copy, key);
  return copy;
};

/**
 * An error as plain data: it survives `JSON.stringify`, `structuredClone` and a store that wants no class instances.
 * `isRetryable`, `adviceFor`, `shouldFailOver` and `foldApiError` take it as they take the error.
 *
 * @example
 * apiErrorData(apiError({ type: 'incomplete', reason: 'content_filter' })).type; // 'incomplete'
 */
export const apiErrorData = (error: ApiError): ApiErrorData => {
  const { message, request_id } = error;
  const kind = compact(apiErrorKind(error));
  return { ...kind, message, ...definedMembers({ request_id }) };
};
