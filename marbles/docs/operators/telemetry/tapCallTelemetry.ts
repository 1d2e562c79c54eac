import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = ({ tell }) => {
  const told = tell('reports');
  const onEvent = ({ delta }: { readonly delta: string }) => told(delta);
  return { scope: { call: { onEvent, onEnd: told } } };
};
