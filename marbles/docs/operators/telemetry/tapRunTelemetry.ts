import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => {
  const report = record('reports');
  const options = { onValue: () => undefined, endOf: (end: object) => end };
  return { scope: { run: { onEnd: report }, options } };
};
