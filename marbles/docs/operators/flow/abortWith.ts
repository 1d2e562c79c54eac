import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ on }) => {
  const controller = new AbortController();
  on('signal', () => controller.abort());
  return { scope: { signal: controller.signal } };
};
