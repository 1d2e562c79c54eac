import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createLogUpdate } from 'log-update';
import { fromEvent, map, merge, mergeMap, Observable, takeUntil, throwError } from 'rxjs';
import { fileError } from '../../node/fileError.js';
import { ExitCode } from '../exitCodes.js';
import type { Preview } from '../markdown/markdownWriter.js';
import { outputFailure } from './outputFailure.js';
import type { Terminal } from './Terminal.js';
import { terminalOutput } from './terminalOutput.js';

const failuresOf = (input: NodeJS.ReadStream): Observable<never> =>
  fromEvent(input, 'error').pipe(mergeMap((cause) => throwError(() => fileError(cause))));

const piecesOf = (input: NodeJS.ReadStream): Observable<string> =>
  new Observable<string>((subscriber) => {
    input.setEncoding('utf8');
    const pieces = merge(fromEvent(input, 'data').pipe(map(String)), failuresOf(input))
      .pipe(takeUntil(fromEvent(input, 'end')))
      .subscribe(subscriber);
    input.resume();
    return () => {
      pieces.unsubscribe();
      // Otherwise an open pipe would keep the process alive.
      input.pause();
      if ('unref' in input) input.unref();
    };
  });

const linesOf = (input: NodeJS.ReadStream): Observable<string> =>
  new Observable((subscriber) => {
    const reader = createInterface({ input, terminal: false });
    reader.on('line', (line) => subscriber.next(line));
    reader.on('close', () => subscriber.complete());
    return () => {
      reader.close();
    };
  });

/** Colours are for people: not for pipes and files, and not with NO_COLOR, which `hasColors` reads. */
const previewOn = (output: NodeJS.WriteStream): Preview | undefined => {
  if (!output.isTTY || !output.hasColors()) return undefined;
  const update = createLogUpdate(output, { showCursor: true });
  return { show: (text) => update(text), clear: () => update.clear() };
};

/** True for a pipe of a shell: not for a file, for /dev/null, or for the socket by which a program starts another. */
const isFifo = (): boolean => {
  try {
    return fstatSync(0).isFIFO();
  } catch {
    return false; // stdin is closed
  }
};

/** Creates the terminal of this process. */
export const processTerminal = (): Terminal => {
  const { stdin, stdout, stderr } = process;
  // An output may fail after the last subscriber has left: without a listener, that would end the process with a stack.
  for (const output of [stdout, stderr]) output.on('error', () => undefined);
  return {
    ...terminalOutput(stdout, stderr, previewOn(stdout)),
    piped: stdin.isTTY ? undefined : piecesOf(stdin),
    isPipeline: isFifo(),
    lines: linesOf(stdin),
    interrupted: fromEvent(process, 'SIGINT'),
    flushed: new Observable((subscriber) => {
      stdout.write('', () => subscriber.complete());
    }),
    recordingFailed: () => {
      process.exitCode ||= ExitCode.file;
    },
    outputFailed: merge(fromEvent(stdout, 'error'), fromEvent(stderr, 'error')).pipe(map(outputFailure)),
  };
};
