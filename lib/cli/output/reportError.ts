import { adviceFor } from '../../protocol/errors/adviceFor.js';
import type { ApiError } from '../../protocol/errors/ApiError.js';
import type { ApiErrorData } from '../../protocol/errors/apiErrorData.js';
import { exitCodeOf, type ExitCode } from '../exitCodes.js';
import { printError, type Terminal } from '../terminal/Terminal.js';

const isBuild = (error: ApiErrorData): boolean => error.type === 'transport' && error.error.type === 'build';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The destination of a request. */
type AddressOf = () => string;

/** Returns the address if it is one of this machine, and refused the connection. */
const refusedHere = (error: ApiErrorData, addressOf: AddressOf): string | undefined => {
  if (error.type !== 'transport' || error.error.type !== 'network' || error.error.code !== 'ECONNREFUSED')
    return undefined;
  const address = addressOf();
  if (!URL.canParse(address)) return undefined;
  const { hostname, origin } = new URL(address);
  return LOOPBACK.test(hostname) ? origin : undefined;
};

/** Returns the advice, in the words of the command line: a user of it has flags, and no options of a client. */
export const cliAdviceFor = (error: ApiErrorData, addressOf: AddressOf): string => {
  if (isBuild(error)) return 'See codex-rx --help.';
  const here = refusedHere(error, addressOf);
  if (here !== undefined)
    return `The program that serves models on this machine (Ollama, LM Studio, vLLM, llama.cpp) does not seem to run at ${here}: start it, or correct --base-url.`;
  if (error.type === 'stream' && error.reason === 'idle')
    return 'Try again, or allow a longer silence with --idle-timeout.';
  return adviceFor(error);
};

const messageOf = (error: ApiError): string => {
  if (error.type === 'transport' && error.error.type === 'build') return error.error.detail;
  const { message, request_id: id } = error;
  return id === undefined || message.includes(id) ? message : `${message} (request ${id})`;
};

/**
 * Prints an error with advice, and with the id that the support of the provider wants. Returns the exit code.
 *
 * @param addressOf returns the address of the request. It is called for a failed connection only.
 */
export const reportError = (terminal: Terminal, error: ApiError, addressOf: AddressOf = () => ''): ExitCode => {
  printError(terminal, messageOf(error), cliAdviceFor(error, addressOf));
  return exitCodeOf(error);
};
