import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => {
  const shown = record('shown');
  return {
    scope: {
      show: (line: string) => {
        shown(line === '' ? 'x' : 's');
      },
    },
  };
};
