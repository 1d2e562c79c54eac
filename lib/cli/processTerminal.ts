import { filter, fromEvent } from 'rxjs';
import type { Terminal } from './Terminal.js';

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/**
 * The terminal of this process. A note ends a line that is still open, on whichever of the two streams: on a screen
 * both are the same place.
 */
export const processTerminal = (): Terminal => {
  const { stdout, stderr } = process;
  let open: NodeJS.WriteStream | undefined;
  const send = (stream: NodeJS.WriteStream, text: string) => {
    if (text === '') return;
    stream.write(text);
    open = text.endsWith('\n') ? undefined : stream;
  };
  return {
    write: (text) => send(stdout, text),
    draw: (text) => send(stderr, text),
    note: (line) => {
      if (open !== undefined) send(open, '\n');
      send(stderr, `${line}\n`);
    },
    interrupted: fromEvent(process, 'SIGINT'),
    outputClosed: fromEvent(stdout, 'error').pipe(filter(isClosedPipe)),
  };
};
