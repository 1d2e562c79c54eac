import { reasonOf } from '../../protocol/errors/reasonOf.js';
import type { OutputFailure } from './Terminal.js';

/** Returns the code and the message of an error of the operating system. */
export const outputFailure = (error: unknown): OutputFailure => ({
  code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '',
  message: reasonOf(error),
});
