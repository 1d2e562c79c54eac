import { isLeft } from '#either';
import type { MarbleEvents, MarbleFile } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { parseMarble } from '../../protocol/recording/marbleFile/parseMarble.js';
import { printMarble } from '../../protocol/recording/marbleFile/printMarble.js';
import type { MarbleDifference } from '../marbleDifference.js';
import { eventDifference } from './eventDifference.js';
import { testRun, type TestRun } from './testRun.js';

/** Options for `expectMarble` and `toMatchMarble`. */
export interface ExpectMarbleOptions {
  /**
   * The largest difference between a time and the time in the file, in milliseconds. Default: 0; 100 for a stream that
   * is observed in real time.
   */
  readonly tolerance?: number | undefined;
  /**
   * Set to true to rewrite the events of the file. Default: true with `UPDATE_MARBLES=1` in the environment, or with
   * `--update` among the arguments of the program.
   */
  readonly update?: boolean | undefined;
}

/** A comparison that failed. */
export interface MarbleFault {
  /** The sentence above the drawing. */
  readonly title: string;
  /** The drawing, if there are events to compare. */
  readonly difference?: MarbleDifference | undefined;
}

const HINT = 'Set UPDATE_MARBLES=1 to write what was received.';

/** Reads a file. Returns undefined if there is none. */
export const fileAt = (path: string, run: TestRun = testRun()): MarbleFile | undefined => {
  const text = run.read(path);
  if (text === undefined) return undefined;
  const file = parseMarble(text);
  if (isLeft(file)) throw new Error(`${path}: ${file.left}`);
  return file.right;
};

const writeEvents = (path: string, file: MarbleFile, events: MarbleEvents, run: TestRun): void => {
  const text = printMarble({ ...file, events }, run.read(path));
  if (isLeft(text)) throw new Error(`${path}: ${text.left}`);
  run.write(path, text.right);
};

/**
 * Compares events with those of a file. Returns undefined if they are equal, or if the file was written: on request, or
 * because it has no events yet. In continuous integration, only a request writes.
 */
export const checkMarble = (
  received: MarbleEvents,
  path: string,
  { tolerance = 0, update }: ExpectMarbleOptions,
): MarbleFault | undefined => {
  const run = testRun();
  const file = fileAt(path, run) ?? { exchanges: [] };
  const difference = file.events && eventDifference(file.events, received, tolerance);
  if (file.events !== undefined && difference === undefined) return undefined;
  if (update ?? run.isUpdating) {
    writeEvents(path, file, received, run);
    return undefined;
  }
  if (difference !== undefined) return { title: `The events differ from ${path}. ${HINT}`, difference };
  if (run.isInCi)
    return {
      title: `${path} has no lane "events:", and files are not written where CI is set. Run the test once on your machine, and commit the file.`,
    };
  writeEvents(path, file, received, run);
  return undefined;
};
