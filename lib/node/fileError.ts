import { definedMembers } from '../protocol/codec/definedMembers.js';
import { apiError, type ApiError } from '../protocol/errors/ApiError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';

const textOf = (cause: unknown, key: 'code' | 'path'): string | undefined => {
  const value: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, key) : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** Creates the error for a file that cannot be read or written, with the operating system's message, code and path. */
export const fileError = (cause: unknown): ApiError => {
  const path = textOf(cause, 'path');
  const code = textOf(cause, 'code');
  return apiError(
    {
      type: 'file',
      detail: reasonOf(cause),
      ...definedMembers({ path, code }),
    },
    { cause },
  );
};
