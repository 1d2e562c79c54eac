import { visibleControls } from '../telemetry/visibleControls.js';
import type { MarbleDifference } from './marbleDifference.js';

/**
 * Remembers the place of the code that called `callee`, for the stack of a later error.
 *
 * @param hidden the number of further callers that are left out.
 */
export const callSite = (callee: (...values: never[]) => unknown, hidden = 0): string => {
  const site = new Error('site');
  // Only engines that have it can leave `callee` and its callees out; elsewhere the stack begins in this module.
  if (typeof Error.captureStackTrace === 'function') Error.captureStackTrace(site, callee);
  const { stack = '' } = site;
  const [, ...places] = stack.split(/\n(?= {4}at )/);
  return places
    .slice(hidden)
    .map((place) => `\n${place}`)
    .join('');
};

/** Creates an error whose stack begins at the test, if its place is known. */
export const failureAt = (message: string, site: string): Error => {
  // The values may come from a server, and the drawing is printed on a terminal.
  const failure = new Error(visibleControls(message, '\n\t'));
  failure.name = 'MarbleError'; // not `AssertionError`, for which Jest would print the comparison once more
  if (site !== '')
    Object.defineProperty(failure, 'stack', {
      value: `${failure.name}: ${failure.message}${site}`,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  return failure;
};

/**
 * Creates the error of a failed marble test. Its message is the drawing, and its stack begins at the test. Test runners
 * find `expected` and `actual`, but do not print them once more: the drawing shows them.
 */
export const marbleFailure = (title: string, { text, expected, received }: MarbleDifference, site: string): Error => {
  const failure = failureAt(`${title}\n\n${text}\n`, site);
  // Hidden from `inspect`, with which node:test prints errors. Mocha and vitest read `showDiff`.
  const hidden = { showDiff: false, expected, actual: received };
  for (const [name, value] of Object.entries(hidden))
    Object.defineProperty(failure, name, { value, configurable: true, writable: true, enumerable: false });
  return failure;
};
