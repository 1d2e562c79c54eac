import { filter, fromEvent } from 'rxjs';
import type { Terminal } from './Terminal.js';

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/**
 * Creates the terminal of this process. Before a note, an unfinished line is ended on its own stream (stdout or
 * stderr), because a terminal shows both streams.
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
