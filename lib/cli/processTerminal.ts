import { createInterface } from 'node:readline';
import { fromEvent, map, merge, mergeMap, Observable, takeUntil, throwError } from 'rxjs';
import { fileError } from '../node/fileError.js';
import { reasonOf } from '../protocol/errors/reasonOf.js';
import type { OutputFailure, Terminal } from './Terminal.js';

/** Moves to the beginning of the line and clears it. */
const CLEAR_LINE = '\r\u001b[K';

const failuresOf = (input: NodeJS.ReadStream): Observable<never> =>
  fromEvent(input, 'error').pipe(mergeMap((cause) => throwError(() => fileError(cause))));

const failureOf = (error: unknown): OutputFailure => ({
  code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '',
  message: reasonOf(error),
});

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
      input.unref?.();
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

/**
 * Creates the terminal of this process. Before a note, an unfinished line is ended on its own stream (stdout or
 * stderr), because a terminal shows both streams.
 */
export const processTerminal = (): Terminal => {
  const { stdin, stdout, stderr } = process;
  let open: NodeJS.WriteStream | undefined;
  let status = '';
  // An output may fail after the last subscriber has left: without a listener, that would end the process with a stack.
  for (const output of [stdout, stderr]) output.on('error', () => undefined);
  const clearStatus = (): void => {
    if (status !== '') stderr.write(CLEAR_LINE);
    status = '';
  };
  const send = (stream: NodeJS.WriteStream, text: string): void => {
    if (text === '') return;
    clearStatus();
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
    status: (line) => {
      if (!stderr.isTTY || open !== undefined) return;
      clearStatus();
      stderr.write(line);
      status = line;
    },
    piped: stdin.isTTY ? undefined : piecesOf(stdin),
    lines: linesOf(stdin),
    interrupted: fromEvent(process, 'SIGINT'),
    flushed: new Observable((subscriber) => {
      stdout.write('', () => subscriber.complete());
    }),
    outputFailed: merge(fromEvent(stdout, 'error'), fromEvent(stderr, 'error')).pipe(map(failureOf)),
  };
};
