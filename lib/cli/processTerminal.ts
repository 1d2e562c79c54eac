import { filter, fromEvent } from 'rxjs';
import { visibleControls } from '../telemetry/visibleControls.js';
import type { Terminal } from './Terminal.js';

const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** Commands of a terminal that are part of any text. */
const KEPT = '\n\t';

/**
 * Creates the terminal of this process. A text of the model goes to a pipe as it came; on a screen, and in notes, control
 * characters are shown, because a terminal obeys them: they can set the clipboard or overwrite other lines. Before a note, an unfinished line is ended on its own stream (stdout or
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
    write: (text) => send(stdout, stdout.isTTY ? visibleControls(text.replaceAll('\r\n', '\n'), KEPT) : text),
    draw: (text) => send(stderr, visibleControls(text, KEPT)),
    note: (line) => {
      if (open !== undefined) send(open, '\n');
      send(stderr, `${visibleControls(line)}\n`);
    },
    interrupted: fromEvent(process, 'SIGINT'),
    outputClosed: fromEvent(stdout, 'error').pipe(filter(isClosedPipe)),
  };
};
