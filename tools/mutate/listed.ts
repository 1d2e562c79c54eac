import type { Mutant } from './Mutant.js';

/** Creates a fault whose name is the change. */
export const listed = (
  group: Mutant['group'],
  file: string,
  from: string,
  to: string,
  tests: readonly string[],
  more: Pick<Mutant, 'short' | 'equivalent'> = {},
): Mutant => ({
  name: `${from.replace(/\s+/g, ' ')} → ${to.replace(/\s+/g, ' ') || '(left out)'}`,
  group,
  file,
  from,
  to,
  tests,
  ...more,
});
