import { visibleControls } from '../telemetry/visibleControls.js';
import type { MarbleDifference } from './marbleDifference.js';

/** Remembers the place of the code that called `callee`, for the stack of a later error. */
export const callSite = (callee: (...values: never[]) => unknown): string => {
  const site = new Error('site');
  // Only engines that have it can leave `callee` and its callees out; elsewhere the stack begins in this module.
  if (typeof Error.captureStackTrace === 'function') Error.captureStackTrace(site, callee);
  const { stack = '' } = site;
  const start = stack.indexOf('\n    at ');
  return start === -1 ? '' : stack.slice(start);
};

/**
 * Creates the error of a failed marble test. Its message is the drawing, and its stack begins at the test. Test runners
 * find `expected` and `actual`, but do not print them once more: the drawing shows them.
 */
export const marbleFailure = (title: string, { text, expected, received }: MarbleDifference, site: string): Error => {
  // The values may come from a server, and the drawing is printed on a terminal.
  const failure = new Error(visibleControls(`${title}\n\n${text}\n`, '\n\t'));
  failure.name = 'AssertionError';
  // Hidden from `inspect`, with which node:test prints errors. Mocha and vitest read `showDiff`.
  const hidden = { showDiff: false, expected, actual: received };
  for (const [name, value] of Object.entries(hidden))
    Object.defineProperty(failure, name, { value, configurable: true, writable: true, enumerable: false });
  if (site !== '')
    Object.defineProperty(failure, 'stack', {
      value: `${failure.name}: ${failure.message}${site}`,
      configurable: true,
      writable: true,
      enumerable: false,
    });
  return failure;
};
