import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => {
  const told = record('reports');
  const onEvent = ({ delta }: { readonly delta: string }) => told(delta);
  return { scope: { call: { onEvent, onEnd: told } } };
};
