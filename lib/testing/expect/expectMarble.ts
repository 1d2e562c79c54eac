import type { Observable } from 'rxjs';
import type { MarbleEvents } from '../../protocol/recording/marbleFile/MarbleFile.js';
import { callSite, marbleFailure } from '../marbleFailure.js';
import type { ExpectMarbleOptions, MarbleFault } from './checkMarble.js';
import { checkReceived, type MarbleCall } from './checkReceived.js';

const NOTHING = { text: '', expected: '', received: '' };

/** Creates the error of a failed comparison, with the stack of the test. */
export const failureOf = ({ title, difference = NOTHING }: MarbleFault, site: string): Error =>
  marbleFailure(title, difference, site);

/**
 * Expects a client to emit the events of a `.marble` file, at their times. It works with every test framework.
 *
 * The first argument is one of these:
 *
 * - a function that calls a client over a transport. The transport plays the requests of the file in virtual time, so
 *   the test takes no real time, and times are compared exactly. It returns at once.
 * - an observable. It is observed in real time, and its times may differ by 100 ms. Await the promise.
 * - what `playVirtually` or `marbleEvents` returned. It returns at once.
 *
 * A file without events is completed, except where `CI` is set. With `UPDATE_MARBLES=1`, the events of the file are
 * rewritten.
 *
 * Errors: an error with the expected and the received events as aligned marble lines, the first difference, and the
 * values that differ. Its stack begins at the test. An error with the line and the column if the file is not valid.
 *
 * @example
 * const ask = (transport: HttpTransport) => new ResponsesClient({ provider, transport }).streamPrompt('gpt-5.1', 'Hi');
 * expectMarble(ask, 'greeting.marble');
 */
export function expectMarble(received: Observable<unknown>, path: string, options?: ExpectMarbleOptions): Promise<void>;
export function expectMarble(received: MarbleCall | MarbleEvents, path: string, options?: ExpectMarbleOptions): void;
export function expectMarble(received: unknown, path: string, options?: ExpectMarbleOptions): void | Promise<void> {
  const site = callSite(expectMarble);
  const settle = (fault: MarbleFault | undefined): void => {
    if (fault !== undefined) throw failureOf(fault, site);
  };
  const fault = checkReceived(received, path, options);
  return fault instanceof Promise ? fault.then(settle) : settle(fault);
}
