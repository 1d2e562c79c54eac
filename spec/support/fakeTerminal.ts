import { EMPTY, NEVER, type Observable } from 'rxjs';
import type { OutputFailure, Terminal } from '../../lib/cli/terminal/Terminal.js';

/** Terminal of a test: it keeps what is written. */
export interface FakeTerminal extends Terminal {
  /** The answer. */
  readonly written: () => string;
  /** The lines beside the answer. */
  readonly notes: readonly string[];
  /** All that was written, drawn and noted, in order. */
  readonly everything: () => string;
}

/** Creates a terminal that keeps what is written. */
export const fakeTerminal = (
  inputs: {
    readonly piped?: Observable<string>;
    readonly lines?: Observable<string>;
    readonly interrupted?: Observable<unknown>;
    readonly outputFailed?: Observable<OutputFailure>;
  } = {},
): FakeTerminal => {
  let written = '';
  let everything = '';
  const notes: string[] = [];
  const write = (text: string): void => {
    written += text;
    everything += text;
  };
  return {
    write,
    answer: write,
    endAnswer: () => write('\n'),
    draw: (text) => {
      everything += text;
    },
    note: (line) => {
      notes.push(line);
      everything += `${line}\n`;
    },
    status: () => undefined,
    piped: undefined,
    isPipeline: false,
    recordingFailed: () => undefined,
    lines: EMPTY,
    interrupted: NEVER,
    flushed: EMPTY,
    outputFailed: NEVER,
    ...inputs,
    written: () => written,
    notes,
    everything: () => everything,
  };
};
