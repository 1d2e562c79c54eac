import { adviceFor } from '../protocol/errors/adviceFor.js';
import type { ApiError } from '../protocol/errors/ApiError.js';
import { exitCodeOf, type ExitCode } from './exitCodes.js';
import { printError, type Terminal } from './Terminal.js';

const isBuild = (error: ApiError): boolean => error.type === 'transport' && error.error.type === 'build';

/** The advice, in the words of the command line: a user of it has flags, and no options of a client. */
const adviceOf = (error: ApiError): string => {
  if (isBuild(error)) return 'See codex-rx --help.';
  if (error.type === 'stream' && error.reason === 'idle')
    return 'Try again, or allow a longer silence with --idle-timeout.';
  return adviceFor(error);
};

const messageOf = (error: ApiError): string => {
  if (error.type === 'transport' && error.error.type === 'build') return error.error.detail;
  const { message, request_id: id } = error;
  return id === undefined || message.includes(id) ? message : `${message} (request ${id})`;
};

/** Prints an error with advice, and with the id that the support of the provider wants. Returns the exit code. */
export const reportError = (terminal: Terminal, error: ApiError): ExitCode => {
  printError(terminal, messageOf(error), adviceOf(error));
  return exitCodeOf(error);
};
