import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ on }) => {
  const controller = new AbortController();
  on('signal', () => controller.abort());
  return { scope: { signal: controller.signal } };
};
