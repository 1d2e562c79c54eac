import { filter, fromEvent } from 'rxjs';
import type { Terminal } from './Terminal.js';
import { terminalOutput } from './terminalOutput.js';

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** Creates the terminal of this process. */
export const processTerminal = (): Terminal => {
  const { stdout, stderr } = process;
  return {
    ...terminalOutput(stdout, stderr),
    interrupted: fromEvent(process, 'SIGINT'),
    outputClosed: fromEvent(stdout, 'error').pipe(filter(isClosedPipe)),
  };
};
