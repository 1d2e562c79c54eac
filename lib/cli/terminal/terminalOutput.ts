import { visibleControls } from '../../telemetry/visibleControls.js';
import { markdownWriter, type Preview } from '../markdown/markdownWriter.js';
import type { Terminal } from './Terminal.js';

/** A stream of the process. */
interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Moves to the beginning of the line and clears it. */
const CLEAR_LINE = '\r\u001b[K';

/** Controls of a terminal that are part of any text. */
const KEPT = '\n\t';

/**
 * Creates the functions that write to stdout and stderr. Before a note, an unfinished line is ended on its own stream
 * (stdout or stderr), because a terminal shows both streams.
 *
 * A text of the model goes to a pipe as it came. On a screen, and in notes, control characters are shown, because a
 * terminal obeys them: they can set the clipboard or overwrite other lines.
 *
 * @param preview shows the part of an answer that may still change. Without it, Markdown is written as it came.
 */
export const terminalOutput = (
  stdout: Output,
  stderr: Output,
  preview?: Preview,
): Pick<Terminal, 'write' | 'answer' | 'endAnswer' | 'draw' | 'note' | 'status'> => {
  let open: Output | undefined;
  let status = '';
  const clearStatus = () => {
    if (status !== '') stderr.write(CLEAR_LINE);
    status = '';
  };
  const send = (stream: Output, text: string) => {
    if (text === '') return;
    clearStatus();
    stream.write(text);
    open = text.endsWith('\n') ? undefined : stream;
  };
  const shown = (text: string) => visibleControls(text.replaceAll('\r\n', '\n'), KEPT);
  const write = (text: string) => send(stdout, stdout.isTTY === true ? shown(text) : text);
  const markdown = preview === undefined ? undefined : markdownWriter((text) => send(stdout, text), preview);
  return {
    write: (text) => {
      markdown?.end();
      write(text);
    },
    answer: (piece) => {
      if (markdown === undefined) return write(piece);
      if (piece === '') return;
      clearStatus();
      markdown.write(shown(piece));
    },
    endAnswer: () => {
      if (markdown === undefined) write('\n');
      else markdown.end();
    },
    draw: (text) => {
      markdown?.end();
      send(stderr, shown(text));
    },
    note: (line) => {
      markdown?.end();
      if (open !== undefined) send(open, '\n');
      send(stderr, `${visibleControls(line)}\n`);
    },
    status: (line) => {
      if (stderr.isTTY !== true || open !== undefined) return;
      clearStatus();
      status = visibleControls(line);
      stderr.write(status);
    },
  };
};
